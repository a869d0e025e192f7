import { beforeEach, describe, expect, it, vi } from "vitest";
import { inWorkspace, withDatabase } from "../db/client.ts";
import * as schema from "../db/schema/index.ts";
import { hourOf, hourPrefix, type LogHour, manifestKey, rawHourPrefix } from "../services/log/log-keys.ts";
import { manifestOf } from "../services/log/manifest.ts";
import { shownIdOf } from "../tests/support/click-records.ts";
import { bindings, clickRecordOf, deliver, makeWorld, type World } from "../tests/support/functions-world.ts";
import { readHour } from "../tests/support/read-log.ts";
import { clickLogStore } from "./click-log-store.ts";
import worker from "./index.ts";

const HOUR_MS = 3_600_000;
const bucket = bindings.CLICK_LOG;
const store = clickLogStore(bucket);
let world: World;
beforeEach(async () => {
  world = await makeWorld();
});

/** Everything under a prefix, by key. */
async function objectsUnder(prefix: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { objects } = await bucket.list({ prefix });
  const read = objects.map(async ({ key }) => {
    const object = await bucket.get(key);
    return [key, new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer())] as const;
  });
  return new Map(await Promise.all(read));
}

const run = (cron: string, at: number) =>
  worker.scheduled({ cron, scheduledTime: at } as ScheduledController, bindings);

describe("the log of clicks inside the runtime", () => {
  it("gets the clicks of an hour as Parquet once it ended, each once, and finds the stores equal", async () => {
    const records = [clickRecordOf(world), clickRecordOf(world), clickRecordOf(world)];
    const sent = [{ v: 1, clicks: records }];
    await deliver("clicks", sent);
    await deliver("clicks", sent);
    const hours = [...new Set(records.map(({ clicked_at_ms: ms }) => hourOf(new Date(ms)).getTime()))];
    await run("5 * * * *", Date.now() + 2 * HOUR_MS);
    await run("30 2 * * *", Date.now() + 2 * HOUR_MS);
    const ids: string[] = [];
    for (const ms of hours) {
      const hour: LogHour = { workspaceId: world.workspaceId, hour: new Date(ms) };
      const objects = await objectsUnder(hourPrefix(hour));
      for (const row of await readHour((key) => objects.get(key) ?? null, hour))
        ids.push(String(row.click_id));
    }
    expect(ids.sort()).toEqual(records.map(shownIdOf).sort());
    const noted = await withDatabase(bindings, (db) =>
      inWorkspace(db, world.workspaceId, (tx) => tx.select().from(schema.clickReconciliations)),
    );
    expect(noted.map(({ isEqual, parquetClicks }) => [isEqual, parquetClicks > 0])).toEqual(
      hours.map(() => [true, true]),
    );
  });

  it("says in one line of a raw object that cannot be read", async () => {
    await deliver("clicks", [{ v: 1, clicks: [clickRecordOf(world)] }]);
    const hour: LogHour = { workspaceId: world.workspaceId, hour: hourOf(new Date(Date.now() - 30_000)) };
    await bucket.put(`${rawHourPrefix(hour)}broken.ndjson.gz`, "no gzip");
    const lines: string[] = [];
    const spy = vi.spyOn(console, "error").mockImplementation((line: string) => void lines.push(line));
    await run("30 2 * * *", Date.now() + 2 * HOUR_MS);
    spy.mockRestore();
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.filter(({ workspace_id: id }) => id === world.workspaceId)).toMatchObject([
      { event: "raw_object_unreadable", name: "broken.ndjson.gz", hour: hour.hour.toISOString() },
    ]);
  });
});

describe("the store", () => {
  it("writes a manifest only over the one that was read", async () => {
    const hour: LogHour = { workspaceId: world.workspaceId, hour: new Date(0) };
    const key = manifestKey(hour);
    const manifest = (sources: readonly string[]) => manifestOf(hour, [], { sources, now: new Date(0) });
    const first = await store.writeManifest(key, manifest([]), null);
    expect(first).not.toBeNull();
    expect(await store.writeManifest(key, manifest(["other"]), null)).toBeNull();
    const second = await store.writeManifest(key, manifest(["a"]), first);
    expect(second).not.toBeNull();
    expect(await store.writeManifest(key, manifest(["b"]), first)).toBeNull();
    expect(await store.readManifest(key)).toEqual({ manifest: manifest(["a"]), etag: second });
    await store.delete([key]);
    expect(await store.writeManifest(key, manifest(["c"]), second)).toBeNull();
    expect(await store.readManifest(key)).toBeNull();
  });

  it("reads whole objects and ranges of them, lists them and their folders, and deletes them", async () => {
    const prefix = `clicks/test/${world.workspaceId}/`;
    await store.put(`${prefix}b/two`, new Uint8Array([1, 2, 3, 4]), "raw");
    await store.put(`${prefix}a/one`, new Uint8Array([5]), "part");
    await store.put(`${prefix}zero`, new Uint8Array(), "raw");
    expect(await store.get(`${prefix}b/two`)).toEqual(new Uint8Array([1, 2, 3, 4]));
    expect(await store.get(`${prefix}b/two`, { offset: 1, length: 2 })).toEqual(new Uint8Array([2, 3]));
    expect(await store.get(`${prefix}none`)).toBeNull();
    expect((await store.list(prefix)).map(({ name, size }) => [name, size])).toEqual([
      ["a/one", 1],
      ["b/two", 4],
      ["zero", 0],
    ]);
    expect(await store.listFolders(prefix)).toEqual(["a/", "b/"]);
    await store.delete([`${prefix}a/one`, `${prefix}b/two`, `${prefix}zero`]);
    await store.delete([]);
    expect(await store.list(prefix)).toEqual([]);
  });
});
