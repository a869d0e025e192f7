import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { clickLogStore } from "../../functions/click-log-store.ts";
import { gzip } from "../../platform/gzip.ts";
import { clickRecordOf, rawObjectOf, shownIdOf } from "../../tests/support/click-records.ts";
import { MemoryBucket } from "../../tests/support/memory-bucket.ts";
import { readHour, readManifest } from "../../tests/support/read-log.ts";
import { ClickBatch } from "./click-batch.ts";
import { type Compaction, compactHour } from "./compact-hour.ts";
import { hourPrefix, type LogHour, partKey, rawHourPrefix } from "./log-keys.ts";

const workspaceId = "ws_a" as WorkspaceId;
const logHour: LogHour = { workspaceId, hour: new Date("2026-11-20T10:00:00Z") };
const HOUR = logHour.hour.getTime();
const batch = new ClickBatch();
const otherBatch = new ClickBatch();
const SMALL = { partRows: 3, partTextBytes: 1e9, partsPerCommit: 2 };

const clickAt = (ms: number): ClickRecord => clickRecordOf(workspaceId, new Date(HOUR + ms));
const put = (bucket: MemoryBucket, clicks: readonly ClickRecord[]): string => {
  const { key, bytes } = rawObjectOf(clicks);
  bucket.set(key, bytes);
  return key;
};
const reader = (bucket: MemoryBucket) => (key: string) => bucket.objects.get(key)?.bytes ?? null;
const idsOf = async (bucket: MemoryBucket): Promise<readonly string[]> =>
  (await readHour(reader(bucket), logHour)).map(({ click_id: id }) => String(id)).sort();

function compact(
  bucket: MemoryBucket,
  options: { objectsMax?: number; memory?: ClickBatch; limits?: typeof SMALL } = {},
): Promise<Compaction> {
  const { objectsMax = 1_000, memory = batch, limits = SMALL } = options;
  const on = { store: clickLogStore(bucket.binding()), batch: memory, limits };
  return compactHour(on, logHour, { now: new Date(HOUR + 4_000_000), objectsMax });
}

describe("compacting an hour", () => {
  it("writes its clicks once, in the order of their ids, and says so in the manifest", async () => {
    const bucket = new MemoryBucket();
    const clicks = [5, 3, 9, 1].map(clickAt);
    put(bucket, clicks.slice(0, 3));
    put(bucket, clicks.slice(1));
    const limits = { ...SMALL, partRows: 100 };
    expect(await compact(bucket, { limits })).toEqual({
      ...{ outcome: "compacted", objects: 2, rows: 4, parts: 1, unreadable: [], left: 0 },
    });
    const rows = await readHour(reader(bucket), logHour);
    expect(rows.map(({ clicked_at: at }) => (at as Date).getTime() - HOUR)).toEqual([1, 3, 5, 9]);
    expect(readManifest(reader(bucket), logHour)).toMatchObject({
      ...{ workspace_id: workspaceId, hour: "2026-11-20T10:00:00.000Z", rows: 4, schema_version: 1 },
    });
    await holds(bucket, clicks);
  });

  it("changes nothing when nothing has come since, and makes no manifest of an hour without clicks", async () => {
    const bucket = new MemoryBucket();
    expect((await compact(bucket)).outcome).toBe("unchanged");
    expect(bucket.keys()).toEqual([]);
    put(bucket, [clickAt(1)]);
    await compact(bucket);
    const before = new Map(bucket.objects);
    expect(await compact(bucket)).toMatchObject({ outcome: "unchanged", objects: 0, rows: 0 });
    expect(bucket.objects).toEqual(before);
  });

  it("writes what comes late into parts of its own, without what is there already", async () => {
    const bucket = new MemoryBucket();
    const clicks = [1, 2, 3, 4, 5, 6].map(clickAt);
    put(bucket, clicks.slice(0, 4));
    await compact(bucket, { limits: { ...SMALL, partRows: 100 } });
    const [first] = readManifest(reader(bucket), logHour)?.parts ?? [];
    put(bucket, clicks.slice(2));
    expect(await compact(bucket)).toMatchObject({ outcome: "compacted", objects: 1, rows: 2, parts: 1 });
    expect(readManifest(reader(bucket), logHour)?.parts[0]).toEqual(first);
    expect(await idsOf(bucket)).toEqual(clicks.map(shownIdOf));
  });

  it("notes a late object that repeats clicks alone, so that it is read once", async () => {
    const bucket = new MemoryBucket();
    const clicks = [1, 2].map(clickAt);
    put(bucket, clicks);
    await compact(bucket);
    put(bucket, clicks.slice(1));
    expect(await compact(bucket)).toMatchObject({ outcome: "compacted", objects: 1, rows: 0, parts: 0 });
    expect((await compact(bucket)).outcome).toBe("unchanged");
    expect(await idsOf(bucket)).toEqual(clicks.map(shownIdOf));
  });

  it("leaves what it cannot read uncovered, names it, and takes the others", async () => {
    const bucket = new MemoryBucket();
    const clicks = [1, 2].map(clickAt);
    put(bucket, clicks);
    bucket.set(`${rawHourPrefix(logHour)}broken.ndjson.gz`, new Uint8Array([1, 2, 3]));
    bucket.set(
      `${rawHourPrefix(logHour)}strange.ndjson.gz`,
      gzip(`${JSON.stringify(clickAt(3))}\n{"id":1}\n`),
    );
    for (let time = 0; time < 2; time += 1) {
      const { unreadable } = await compact(bucket);
      expect(unreadable.map(({ name }) => name).sort()).toEqual(["broken.ndjson.gz", "strange.ndjson.gz"]);
    }
    expect(await idsOf(bucket)).toEqual(clicks.map(shownIdOf));
    expect(readManifest(reader(bucket), logHour)?.sources).toHaveLength(1);
  });

  it("takes at most so many objects in a run, and the others in the next", async () => {
    const bucket = new MemoryBucket();
    const clicks = [1, 2, 3, 4, 5].map(clickAt);
    for (const click of clicks) put(bucket, [click]);
    expect(await compact(bucket, { objectsMax: 2 })).toMatchObject({ objects: 2, left: 3 });
    expect(await compact(bucket, { objectsMax: 2 })).toMatchObject({ objects: 2, left: 1 });
    expect(await compact(bucket, { objectsMax: 2 })).toMatchObject({ objects: 1, left: 0 });
    expect(await idsOf(bucket)).toEqual(clicks.map(shownIdOf));
  });

  it("deletes no part of another run that was faster, and its own that no manifest names", async () => {
    const bucket = new MemoryBucket();
    const clicks = [1, 2, 3].map(clickAt);
    put(bucket, clicks);
    let isOvertaken = false;
    bucket.hook = async ({ method, when }) => {
      if (method !== "put" || when !== "after" || isOvertaken) return;
      isOvertaken = true;
      await compact(bucket, { memory: otherBatch });
    };
    expect((await compact(bucket)).outcome).toBe("overtaken");
    expect(bucket.keys(hourPrefix(logHour))).toHaveLength(2);
    expect(await idsOf(bucket)).toEqual(clicks.map(shownIdOf));
  });

  it("keeps its parts when the manifest was written and the answer was lost", async () => {
    const bucket = new MemoryBucket();
    put(bucket, [clickAt(1)]);
    const store = clickLogStore(bucket.binding());
    // The connection breaks after the write, and whoever carries it writes again.
    const twice = {
      ...store,
      writeManifest: async (...write: Parameters<typeof store.writeManifest>) => {
        await store.writeManifest(...write);
        return store.writeManifest(...write);
      },
    };
    const run = { now: new Date(HOUR), objectsMax: 9 };
    expect((await compactHour({ store: twice, batch, limits: SMALL }, logHour, run)).outcome).toBe(
      "overtaken",
    );
    expect(await idsOf(bucket)).toHaveLength(1);
    expect((await compact(bucket)).outcome).toBe("unchanged");
  });
});

/** Clicks, and how they come: in which raw objects, each at which of four times. */
const arrivals = fc
  .record({
    times: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 25 }),
    objects: fc.array(
      fc.record({
        picks: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
        phase: fc.integer({ min: 0, max: 3 }),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ times, objects }) => {
    const clicks = times.map(clickAt);
    const picked = objects.map(({ picks, phase }) => ({
      phase,
      clicks: picks.map((pick) => clicks[pick % clicks.length] as ClickRecord),
    }));
    // Each click comes in at least one object.
    return { clicks, objects: [...picked, { phase: 1, clicks }] };
  });

const failure = fc.record({ at: fc.integer({ min: 1, max: 40 }), when: fc.constantFrom("before", "after") });

async function holds(bucket: MemoryBucket, clicks: readonly ClickRecord[]): Promise<void> {
  expect(await idsOf(bucket)).toEqual([...new Set(clicks.map(shownIdOf))].sort());
  const rawNames = bucket.keys(rawHourPrefix(logHour)).map((key) => key.slice(rawHourPrefix(logHour).length));
  const sources = readManifest(reader(bucket), logHour)?.sources ?? [];
  expect([...sources].sort()).toEqual(rawNames);
}

describe("whatever happens, each click ends in exactly one row", () => {
  it("where runs are cut off at any call, before or after its effect, and clicks come again and late", async () => {
    await fc.assert(
      fc.asyncProperty(
        arrivals,
        fc.array(failure, { maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        async ({ clicks, objects }, failures, partRows) => {
          const bucket = new MemoryBucket();
          const limits = { ...SMALL, partRows };
          let left = failures;
          for (const phase of [0, 1, 2, 3]) {
            for (const object of objects) if (object.phase === phase) put(bucket, object.clicks);
            const [next, ...others] = left;
            left = others;
            const begun = bucket.calls;
            bucket.hook = ({ number, when }) => {
              if (next && number === begun + next.at && when === next.when) throw new Error("cut off");
            };
            await compact(bucket, { limits }).catch((error: Error) => {
              if (error.message !== "cut off") throw error;
            });
            bucket.hook = () => undefined;
            // Even now no row is there twice, nor one that was not sent.
            const ids = await idsOf(bucket);
            expect(new Set(ids).size).toBe(ids.length);
            const sent = new Set(clicks.map(shownIdOf));
            expect(ids.filter((id) => !sent.has(id))).toEqual([]);
          }
          await compact(bucket, { limits });
          expect((await compact(bucket, { limits })).outcome).toBe("unchanged");
          await holds(bucket, clicks);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("where two runs overlap in any order of their calls", async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.scheduler(), async ({ clicks, objects }, scheduler) => {
        const bucket = new MemoryBucket();
        for (const object of objects) put(bucket, object.clicks);
        bucket.hook = ({ when }) => (when === "before" ? scheduler.schedule(Promise.resolve()) : undefined);
        const runs = Promise.all([compact(bucket), compact(bucket, { memory: otherBatch })]);
        await scheduler.waitFor(runs);
        bucket.hook = () => undefined;
        const outcomes = (await runs).map(({ outcome }) => outcome);
        expect(outcomes).toContain("compacted");
        await compact(bucket);
        await holds(bucket, clicks);
        const named = new Set(
          readManifest(reader(bucket), logHour)?.parts.map(({ name }) => partKey(logHour, name)),
        );
        const parts = bucket.keys(hourPrefix(logHour)).filter((key) => key.endsWith(".parquet"));
        expect(parts.filter((key) => !named.has(key))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
