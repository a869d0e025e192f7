import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gzip } from "../platform/gzip.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { rawObjectKey } from "../services/clicks/raw-object-key.ts";
import { insertKey, startTestApi, type TestApi } from "../tests/support/call-api.ts";
import { putLogHour, type WrittenPart } from "../tests/support/log-hours.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/postgres.ts";
import { runCommand } from "../tests/support/run-command.ts";
import { asOwner, insertSample, type Sample } from "../tests/support/sample.ts";
import { type Fault, type ServedApi, serveApi } from "../tests/support/serve-api.ts";
import { exportRoutes } from "../workers/api/routes/exports.ts";

const SPAN = ["--from", "2026-11-20", "--to", "2026-11-22"];
const BYTES = 200_000;

let database: TestDatabase;
let api: TestApi;
let served: ServedApi;
let own: Sample;
let key: string;
let parts: readonly WrittenPart[];
let out: string;

/** Bytes that differ from file to file and do not repeat. */
const bytesOf = (name: string): Uint8Array => {
  const blocks = Array.from({ length: Math.ceil(BYTES / 32) }, (_, index) =>
    createHash("sha256").update(`${name} ${index}`).digest(),
  );
  return new Uint8Array(Buffer.concat(blocks).subarray(0, BYTES));
};

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, exportRoutes);
  served = await serveApi(api);
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    key = (await insertKey(db, own.workspaceId, { scopes: ["exports:read"] })).key;
  });
  const bucket = api.env.CLICK_LOG;
  parts = [
    ...(await putLogHour(bucket, own.workspaceId, "2026-11-20T09:00:00Z", ["a", "b"].map(bytesOf))),
    ...(await putLogHour(bucket, own.workspaceId, "2026-11-21T10:00:00Z", ["c"].map(bytesOf))),
  ];
  for (const at of ["2026-11-20T09:10:00Z", "2026-11-21T11:10:00Z"]) {
    const text = `{"at":"${at}"}\n`;
    await bucket.put(rawObjectKey(own.workspaceId, new Date(at), sha256Hex(text)), gzip(text));
  }
});
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "tributary-export-"));
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

const tributary = (...args: string[]) => runCommand(args, { TRIBUTARY_URL: served.url, TRIBUTARY_KEY: key });
const exportClicks = (...more: string[]) => tributary("clicks", "export", ...SPAN, "--out", out, ...more);

const pathOf = ({ name }: { readonly name: string }) => join(out, "clicks", ...name.split("/"));
const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : [];
const expectWhole = () => {
  expect(filesBelow(out)).toEqual(parts.map(pathOf).sort());
  for (const part of parts) expect(sha256Hex(new Uint8Array(readFileSync(pathOf(part))))).toBe(part.sha256);
};
/** Writes a file as an earlier run left it. */
const leave = (path: string, bytes: Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
};
const objectRequests = () => served.requests.filter(({ path }) => path.startsWith("/v1/exports/objects"));
/** A fault of the first `times` answers with an object. */
const faulting = (fault: Fault, times: number) => {
  let left = times;
  return (path: string) => (path.startsWith("/v1/exports/objects") && left-- > 0 ? fault : undefined);
};

describe("tributary clicks export", () => {
  it("brings every part of the span under its name, and says how much that is", async () => {
    const { code, printed, warned } = await exportClicks();
    expect([code, printed]).toEqual([
      0,
      `3 files, 600.0 kB, 6 clicks in ${join(out, "clicks")} (0 were there already)`,
    ]);
    expect(warned.split("\n")).toEqual([
      "1 hours are not compacted yet and were left out; --kind raw has them now:",
      "  2026-11-21T11:00:00.000Z",
    ]);
    expectWhole();
  });

  it("takes nothing again that is there and right", async () => {
    await exportClicks();
    const [first] = parts.map(pathOf);
    utimesSync(first ?? "", new Date(0), new Date(0));
    served.requests.length = 0;
    const { code, printed } = await exportClicks();
    expect([code, objectRequests()]).toEqual([0, []]);
    expect(printed).toContain("(3 were there already)");
    const told = JSON.parse((await exportClicks("--json")).printed);
    expect(told).toMatchObject({ files: 3, taken: 0, there_already: 3, repaired: 0 });
    expect(statSync(first ?? "").mtimeMs).toBe(0);
  });

  it("goes on after a cut where it stopped, and asks for no byte twice", async () => {
    served.fault = faulting({ kind: "cut", afterBytes: 50_000 }, 3);
    const { code } = await exportClicks("--concurrency", "1");
    expect(code).toBe(0);
    expectWhole();
    const ranges = objectRequests().map(({ range }) => range);
    expect(ranges.slice(0, 4)).toEqual([undefined, "bytes=50000-", "bytes=100000-", "bytes=150000-"]);
  });

  it("is cut off more often than it gives up, as long as each time brings it further", async () => {
    served.fault = faulting({ kind: "cut", afterBytes: 10_000 }, 19);
    const { code, slept } = await exportClicks("--concurrency", "1");
    expect(code).toBe(0);
    expectWhole();
    expect(slept).toHaveLength(19);
  });

  it("gives up on a server that begins anew each time and never comes further", async () => {
    served.fault = faulting({ kind: "cut", afterBytes: 10_000, ignoresRange: true }, 1_000);
    const { code, warned, slept } = await exportClicks("--concurrency", "1");
    expect([code, warned]).toEqual([1, expect.stringContaining("was cut off")]);
    expect(slept.length).toBeLessThan(10);
  });

  it("goes on after an answer that ended well and too soon", async () => {
    served.fault = faulting({ kind: "short", bytes: 70_000 }, 1);
    expect((await exportClicks("--concurrency", "1")).code).toBe(0);
    expectWhole();
    expect(objectRequests().map(({ range }) => range)).toContain("bytes=70000-");
  });

  it("goes on with what an earlier run left, and begins anew where the server does not heed that", async () => {
    const [part] = parts;
    if (!part) throw new Error("no part");
    leave(`${pathOf(part)}.partial`, part.bytes.subarray(0, 123_456));
    await exportClicks();
    expectWhole();
    expect(objectRequests().map(({ range }) => range)).toContain("bytes=123456-");
    rmSync(pathOf(part));
    leave(`${pathOf(part)}.partial`, part.bytes.subarray(0, 10));
    served.fault = () => ({ kind: "whole" });
    expect((await exportClicks()).code).toBe(0);
    expectWhole();
  });

  it("does not trust what an earlier run left: damaged, too long, or of another file", async () => {
    const [a, b, c] = parts;
    if (!a || !b || !c) throw new Error("no parts");
    leave(`${pathOf(a)}.partial`, b.bytes.subarray(0, 1_000));
    leave(`${pathOf(b)}.partial`, new Uint8Array(BYTES + 1));
    leave(`${pathOf(c)}.partial`, new Uint8Array(BYTES));
    expect((await exportClicks()).code).toBe(0);
    expectWhole();
  });

  it("repairs a file that is damaged or cut short on the disk, and says so", async () => {
    await exportClicks();
    const [a, b] = parts.map(pathOf);
    const bytes = readFileSync(a ?? "");
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(a ?? "", bytes);
    writeFileSync(b ?? "", bytes.subarray(0, 5));
    const { code, printed } = await exportClicks();
    expect([code, printed]).toEqual([0, expect.stringContaining("(1 were there already, 2 repaired)")]);
    expectWhole();
  });

  it("takes an object again that arrived damaged, and keeps nothing of one that always does", async () => {
    served.fault = faulting({ kind: "damage" }, 1);
    expect((await exportClicks("--concurrency", "1")).code).toBe(0);
    expectWhole();
    rmSync(join(out, "clicks"), { recursive: true });
    served.fault = faulting({ kind: "damage" }, 100);
    const { code, warned } = await exportClicks("--concurrency", "1");
    expect([code, warned]).toEqual([4, expect.stringContaining("arrives damaged")]);
    expect(filesBelow(out)).toEqual([]);
  });

  it("does not take more than there should be", async () => {
    served.fault = faulting({ kind: "append", bytes: 1 }, 100);
    const { code } = await exportClicks("--concurrency", "1");
    expect(code).toBe(4);
    expect(filesBelow(out).filter((path) => path.endsWith(".parquet"))).toEqual([]);
  });

  it("tries again what a server cannot answer now, as long after as it says", async () => {
    let left = 3;
    served.fault = () =>
      left-- > 0 ? { kind: "status", status: 503, headers: { "retry-after": "7" } } : undefined;
    const { code, slept } = await exportClicks();
    expect([code, slept]).toEqual([0, [7_000, 7_000, 7_000]]);
    expectWhole();
  });

  it("gives up on a server that never answers, after longer and longer pauses", async () => {
    served.fault = () => ({ kind: "status", status: 500 });
    const { code, warned, slept } = await exportClicks();
    expect([code, warned]).toEqual([1, expect.stringContaining("answered 500; gave up after 6 trials")]);
    expect(slept).toHaveLength(5);
    expect(slept.every((ms, index) => ms >= 500 * 2 ** index && ms <= 750 * 2 ** index)).toBe(true);
  });

  it("asks for a new address where the one it has works no more", async () => {
    served.fault = faulting({ kind: "status", status: 403 }, 1);
    const { code } = await exportClicks("--concurrency", "1");
    expect(code).toBe(0);
    expectWhole();
    const lists = served.requests.filter(({ path }) => path.startsWith("/v1/exports/clicks"));
    expect(lists).toHaveLength(2);
    expect(lists[1]?.path).toContain("from=2026-11-20T09%3A00%3A00.000Z&to=2026-11-20T10%3A00%3A00.000Z");
  });

  it("brings raw objects, which are verified by their names", async () => {
    const raw = () => exportClicks("--kind", "raw");
    expect((await raw()).code).toBe(0);
    const [first = "", ...more] = filesBelow(join(out, "raw"));
    expect(more).toHaveLength(1);
    writeFileSync(first, gzip("another line\n"));
    expect((await raw()).printed).toContain("repaired");
    writeFileSync(first, Buffer.alloc(statSync(first).size));
    expect((await raw()).printed).toContain("repaired");
  });

  it.each([
    ["parquet", `part-${"0".repeat(16)}.parquet`],
    ["raw", `${"0".repeat(64)}.ndjson.gz`],
  ])(
    "names files that the log does not have any more, and removes them where it may: %s",
    async (kind, name) => {
      const run = (...more: readonly string[]) => exportClicks("--kind", kind, ...more);
      await run();
      const before = filesBelow(out);
      const stale = join(dirname(before[0] ?? ""), name);
      writeFileSync(stale, "rewritten since");
      writeFileSync(`${stale}.partial`, "");
      const told = await run();
      expect([told.code, told.warned]).toEqual([0, expect.stringContaining(stale)]);
      expect(existsSync(stale)).toBe(true);
      expect((await run("--prune")).code).toBe(0);
      expect(filesBelow(out)).toEqual(before);
    },
  );

  it("shows how far it is to whoever watches, and to nobody else", async () => {
    const env = { TRIBUTARY_URL: served.url, TRIBUTARY_KEY: key };
    const args = ["clicks", "export", ...SPAN, "--out", out];
    const watched = await runCommand(args, env, { isWatched: true });
    expect(watched.drawn.at(-2)).toMatch(
      /^\[#{24}\] 100 % {2}600\.0 kB of 600\.0 kB {2}.*\/s {2}3 of 3 files$/,
    );
    expect(watched.drawn.at(-1)).toBe("");
    expect((await exportClicks()).drawn).toEqual([]);
  });

  it("says that there is nothing, of a span without clicks", async () => {
    const { code, printed, warned } = await tributary(
      ...["clicks", "export", "--from", "2020-01-01", "--to", "2023-06-01", "--out", out],
    );
    expect([code, printed, warned]).toEqual([0, "There is nothing in the log of this span.", ""]);
    // More than a year is asked for a year at a time, from hour to hour.
    expect(served.requests).toHaveLength(4);
  });
});
