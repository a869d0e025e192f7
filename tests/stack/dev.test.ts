import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isStillRunning, listChildPids, type NotedProcess, noteProcess } from "../../local/processes.ts";
import { ECB_2020_08_11, ecbXml } from "../support/ecb-xml.ts";
import { runCommand } from "../support/run-command.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const READY_WAIT_MS = 60_000;

let folder: string;
let started: ChildProcess[];
/** What a test expects to be gone at its end. */
let tree: readonly NotedProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-dev-"));
  started = [];
  tree = [];
});

afterEach(async () => {
  for (const child of started) await endGroup(child, "SIGTERM");
  for (const one of tree.filter(isStillRunning)) process.kill(one.pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

type Running = { readonly child: ChildProcess; readonly output: string };

/** Starts `npm run dev` as a shell would, in a process group of its own, and waits until it is ready or ends. */
async function startDev(): Promise<Running> {
  const args = ["run", "dev", "--", "--data-dir", join(folder, "data"), "--port", "0", "--api-port", "0"];
  const child = spawn("npm", args, { cwd: ROOT, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await expect
    .poll(() => output.includes("Ready after") || child.exitCode !== null, { timeout: READY_WAIT_MS })
    .toBe(true);
  return { child, output };
}

function find(output: string, label: string): string {
  return new RegExp(`^${label}\\s+(\\S+)`, "m").exec(output)?.[1] ?? "";
}

/** What a shell prints that is given these lines. */
const runLines = (lines: string, env: Readonly<Record<string, string>> = {}): string =>
  execFileSync("bash", ["-c", lines], { env: { ...process.env, ...env } }).toString();

/** The lines from a click to a commission as they are printed, and those of the README to a payout. */
const printedLines = (output: string): string =>
  /^From a click to a commission:\n((?: {2}.*\n)+)/m.exec(output)?.[1] ?? "";
const readmeLines = (): string =>
  /^```sh\n(post\(\) .*?)^```/ms.exec(readFileSync(join(ROOT, "README.md"), "utf8"))?.[1] ?? "";

/** Everything that came of a process, noted while it runs. */
function noteTree(pid: number): readonly NotedProcess[] {
  const own = noteProcess("part", pid);
  return [...(own ? [own] : []), ...listChildPids(pid).flatMap(noteTree)];
}

async function endGroup(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, signal);
  await closed;
}

const names = (processes: readonly NotedProcess[]): readonly string[] =>
  processes.filter(isStillRunning).map(({ commandLine }) => commandLine);

describe("npm run dev", () => {
  it("serves the demo link, plays an outage of Postgres, and leaves nothing behind after Ctrl-C", async () => {
    const { child, output } = await startDev();
    const [link, api, control] = [
      find(output, "Link host"),
      find(output, "API host"),
      find(output, "Control"),
    ];
    expect(await (await fetch(find(output, "Mails"))).text()).toContain("<title>");
    const click = await fetch(`${link}/demo`, { redirect: "manual" });
    expect(click.status).toBe(302);
    const [, set = "", proxy = ""] = /^Rates +DATABASE_URL=(\S+) DATABASE_PROXY=(\S+)/m.exec(output) ?? [];
    const rates = join(folder, "rates.xml");
    writeFileSync(rates, ecbXml(ECB_2020_08_11));
    const imported = await runCommand(["fx", "import", rates, "--json"], {
      ...{ DATABASE_URL: set, DATABASE_PROXY: proxy },
    });
    expect(imported).toMatchObject({ code: 0, printed: '{"added":2,"exist":0,"differs":[]}' });
    await fetch(`${control}/postgres/stop`, { method: "POST" });
    expect((await fetch(`${link}/demo`, { redirect: "manual" })).status).toBe(302);
    const bearer = { authorization: `Bearer ${find(output, "Admin key")}` };
    expect((await fetch(`${api}/v1/programs`, { headers: bearer })).status).toBe(503);
    await fetch(`${control}/postgres/start`, { method: "POST" });
    expect((await fetch(`${api}/v1/programs`, { headers: bearer })).status).toBe(200);
    tree = noteTree(child.pid ?? 0);
    expect(tree.length).toBeGreaterThan(4);
    await endGroup(child, "SIGINT");
    await expect.poll(() => names(tree), { timeout: 10_000 }).toEqual([]);
  });

  it("prints lines that take a click to a commission, and the README has some that take it to a payout", async () => {
    const { output } = await startDev();
    const [, explained = "null"] = runLines(printedLines(output)).split("\n");
    expect(JSON.parse(explained)).toMatchObject({
      conversion: { status: "attributed" },
      commissions: [{ amount: { amount_minor: "500", currency: "EUR" } }],
    });
    const told = {
      API: find(output, "API host"),
      CONTROL: find(output, "Control"),
      KEY: find(output, "Admin key"),
    };
    expect(runLines(readmeLines(), told)).toMatch(
      /^pay_\w+,aff_\w+,Grace,grace@affiliates\.example,5\.00,EUR$/m,
    );
  });

  it("refuses a data folder that is in use", async () => {
    await startDev();
    const { child, output } = await startDev();
    expect(child.exitCode).toBe(1);
    expect(output).toContain("Tributary already runs on");
  });

  it("cleans up on the next start what a kill -9 left running", async () => {
    const { child, output } = await startDev();
    const { pids } = (await (await fetch(`${find(output, "Control")}/status`)).json()) as {
      pids: Record<string, number | null>;
    };
    tree = noteTree(child.pid ?? 0);
    process.kill(Number(pids.stack), "SIGKILL");
    await expect.poll(() => child.exitCode).not.toBeNull();
    expect(names(tree)).toContainEqual(expect.stringContaining("postgres -D"));
    expect(names(tree)).toContainEqual(expect.stringContaining("workerd serve"));
    const next = await startDev();
    expect(next.output).toContain("Ready after");
    expect(names(tree)).toEqual([]);
  });
});
