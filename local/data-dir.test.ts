import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimDataDir, emptyDataDir } from "./data-dir.ts";
import { noteProcess, readCommandLine } from "./processes.ts";
import { loadSecrets } from "./secrets.ts";

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "tributary-data-")), "data");
});

afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

/** Rewrites the folder's note of its owner as if that one had been killed. */
function killOwner(): void {
  const path = join(folder, "owner.json");
  const note = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...note, owner: { ...note.owner, commandLine: "gone" } }));
}

describe("claimDataDir", () => {
  it("refuses a folder that another process has, and says which", async () => {
    const claim = await claimDataDir(folder);
    await expect(claimDataDir(folder)).rejects.toThrow(`already runs on ${folder} (pid ${process.pid})`);
    claim.release();
    (await claimDataDir(folder)).release();
  });

  it("stops what a killed owner left running", async () => {
    const claim = await claimDataDir(folder);
    const child = spawn("sleep", ["60"]);
    const pid = child.pid ?? 0;
    const noted = noteProcess("sleep", pid);
    claim.note(noted ? [noted] : []);
    killOwner();
    (await claimDataDir(folder)).release();
    expect(readCommandLine(pid)).toBeUndefined();
  });

  it("leaves alone a process that has come to bear a noted pid", async () => {
    const claim = await claimDataDir(folder);
    const child = spawn("sleep", ["60"]);
    const pid = child.pid ?? 0;
    claim.note([{ name: "postgres", pid, commandLine: "postgres -D elsewhere" }]);
    killOwner();
    (await claimDataDir(folder)).release();
    expect(readCommandLine(pid)).toBe("sleep 60");
    child.kill();
  });

  it("takes a folder whose note was cut short", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "owner.json"), '{"owner":');
    (await claimDataDir(folder)).release();
  });
});

describe("emptyDataDir", () => {
  it("removes all but the claim", async () => {
    const claim = await claimDataDir(folder);
    loadSecrets(folder);
    mkdirSync(join(folder, "postgres"));
    emptyDataDir(folder);
    expect(readdirSync(folder)).toEqual(["owner.json"]);
    claim.release();
  });

  it("removes nothing from a folder that is not ours", () => {
    mkdirSync(join(folder, "photos"), { recursive: true });
    expect(() => emptyDataDir(folder)).toThrow(/nothing was removed/);
    expect(existsSync(join(folder, "photos"))).toBe(true);
  });
});
