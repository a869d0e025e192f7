import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertKey, startTestApi, type TestApi } from "../tests/support/call-api.ts";
import { putLogHour } from "../tests/support/log-hours.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/postgres.ts";
import { runCommand } from "../tests/support/run-command.ts";
import { asOwner, insertSample } from "../tests/support/sample.ts";
import { type ServedApi, serveApi } from "../tests/support/serve-api.ts";
import { exportRoutes } from "../workers/api/routes/exports.ts";

const SPAN = ["--from", "2026-11-20", "--to", "2026-11-22"];

let database: TestDatabase;
let api: TestApi;
let served: ServedApi;
let key: string;
let keyWithoutScope: string;
let out: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, exportRoutes);
  served = await serveApi(api);
  await asOwner(database.ownerUrl, async (db) => {
    const { workspaceId } = await insertSample(db);
    key = (await insertKey(db, workspaceId, { scopes: ["exports:read"] })).key;
    keyWithoutScope = (await insertKey(db, workspaceId, { scopes: ["clicks:read"] })).key;
    await putLogHour(api.env.CLICK_LOG, workspaceId, "2026-11-20T09:00:00Z", ["content"]);
  });
});
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "tributary-refused-"));
  served.fault = () => undefined;
  served.requests.length = 0;
});
afterEach(() => {
  rmSync(out, { recursive: true, force: true });
});
afterAll(async () => {
  await served.stop();
  await api.stop();
  await database.drop();
});

const exportClicks = (more: readonly string[] = [], by = key) =>
  runCommand(["clicks", "export", "--out", out, ...(more.length > 0 ? more : SPAN)], {
    TRIBUTARY_URL: served.url,
    TRIBUTARY_KEY: by,
  });
const filesBelow = (folder: string): readonly unknown[] => readdirSync(folder);

describe("tributary clicks export", () => {
  it.each([
    ["a key without the scope", () => keyWithoutScope, "exports:read"],
    ["a key that is none", () => "tb_live_nonsense", "API key"],
  ])("ends with 3 for %s", async (_, by, said) => {
    const { code, warned } = await exportClicks([], by());
    expect([code, warned]).toEqual([3, expect.stringContaining(said)]);
    expect(filesBelow(out)).toEqual([]);
  });

  it.each([
    [["--to", "2026-11-22"], "--from is missing"],
    [["--from", "yesterday", "--to", "2026-11-22"], "--from must be a day or a time"],
    [["--from", "2026-11-20T09:00:00", "--to", "2026-11-22"], "--from must be a day or a time"],
    [["--from", "2026-02-30", "--to", "2026-11-22"], "--from must be a day or a time"],
    [["--from", "2026-11-20", "--to", "2026-11-31T00:00:00+01:00"], "--to must be a day or a time"],
    [["--from", "2026-11-22", "--to", "2026-11-22"], "--to must be after --from"],
    [[...SPAN, "--kind", "csv"], "--kind must be one of parquet, raw"],
    [[...SPAN, "--concurrency", "0"], "--concurrency must be"],
    [[...SPAN, "--fast"], "Unknown option '--fast'"],
    [[...SPAN, "--url", "localhost:8788"], "is no address"],
    [[...SPAN, "--key", "clé"], "characters that no key has"],
  ])("ends with 2 for %j", async (args, said) => {
    const { code, warned } = await exportClicks(args);
    expect([code, warned]).toEqual([2, expect.stringContaining(said)]);
    expect(warned).toContain("See: tributary clicks export --help");
    expect(served.requests).toEqual([]);
  });

  it("ends with 1 for a host that is not there, and for one that is something else", async () => {
    const away = await exportClicks([...SPAN, "--url", "http://127.0.0.1:1"]);
    expect([away.code, away.warned]).toEqual([
      1,
      expect.stringContaining("http://127.0.0.1:1 cannot be reached ("),
    ]);
    served.fault = () => ({ kind: "body", body: "<html>" });
    const other = await exportClicks();
    expect([other.code, other.warned]).toEqual([
      1,
      expect.stringContaining("does not answer as Tributary does"),
    ]);
    served.fault = () => ({ kind: "status", status: 301, headers: { location: "https://api.example.com/" } });
    expect((await exportClicks()).warned).toContain("leads to https://api.example.com/");
  });

  it("writes nowhere but below its folder, whatever the server calls a file", async () => {
    const row = {
      rows: 1,
      size_bytes: 1,
      sha256: "0".repeat(64),
      url: served.url,
      url_expires_at: "2026-11-20T00:00:00.000Z",
    };
    const data = [{ ...row, name: "day=2026-11-20/hour=09/../../../../part-0000000000000000.parquet" }];
    served.fault = () => ({
      kind: "body",
      body: JSON.stringify({ data, hours: [], not_compacted: [], next_cursor: null }),
    });
    expect((await exportClicks()).code).toBe(1);
    expect(filesBelow(out)).toEqual([]);
  });

  it("ends with 1 where the disk refuses, at once", async () => {
    writeFileSync(join(out, "clicks"), "a file in the way");
    const { code, slept } = await exportClicks();
    expect([code, slept]).toEqual([1, []]);
  });
});
