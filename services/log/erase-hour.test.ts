import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ClickRecord, clickRecord } from "../../contracts/click-message.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { clickLogStore } from "../../functions/click-log-store.ts";
import { gunzip } from "../../platform/gzip.ts";
import { clickRecordOf, rawObjectOf, shownIdOf } from "../../tests/support/click-records.ts";
import { MemoryBucket } from "../../tests/support/memory-bucket.ts";
import { type ParquetRow, readHour, readManifest, readParquet } from "../../tests/support/read-log.ts";
import { ClickBatch } from "./click-batch.ts";
import { compactHour } from "./compact-hour.ts";
import { eraseHour, RUN_MS_MAX } from "./erase-hour.ts";
import { hourPrefix, type LogHour, rawHourPrefix } from "./log-keys.ts";
import type { Subject } from "./subject.ts";

const workspaceId = "ws_a" as WorkspaceId;
const logHour: LogHour = { workspaceId, hour: new Date("2026-11-20T10:00:00Z") };
const HOUR = logHour.hour.getTime();
const batch = new ClickBatch();
const VISITOR = "visitor-to-be-erased-1";
const subject: Subject = { workspaceId, visitorIds: new Set([VISITOR]), before: new Date(HOUR + 1_000) };

const clickAt = (ms: number, change: Partial<ClickRecord> = {}): ClickRecord =>
  clickRecordOf(workspaceId, new Date(HOUR + ms), change);
const put = (bucket: MemoryBucket, clicks: readonly ClickRecord[]): void => {
  const { key, bytes } = rawObjectOf(clicks);
  bucket.set(key, bytes);
};
const reader = (bucket: MemoryBucket) => (key: string) => bucket.objects.get(key)?.bytes ?? null;
const nowOf = (bucket: MemoryBucket): Date => new Date(bucket.clockMs + 1_000);
const erase = (bucket: MemoryBucket, who = subject) =>
  eraseHour(clickLogStore(bucket.binding()), logHour, { subject: who, now: nowOf(bucket) });
const compact = (bucket: MemoryBucket, partRows = 3) =>
  compactHour(
    {
      ...{ store: clickLogStore(bucket.binding()), batch },
      limits: { partRows, partTextBytes: 1e9, partsPerCommit: 2 },
    },
    logHour,
    { now: nowOf(bucket), objectsMax: 1_000 },
  );

/** Everything that the hour's objects say, in any of their forms. */
async function allText(bucket: MemoryBucket): Promise<string> {
  const texts = bucket.keys().map(async (key) => {
    const bytes = bucket.bytes(key);
    if (key.endsWith(".gz")) return gunzip(bytes);
    if (!key.endsWith(".parquet")) return new TextDecoder().decode(bytes);
    const rows = await readParquet(bytes);
    return JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value));
  });
  return (await Promise.all(texts)).join("\n");
}

const rawClicks = (bucket: MemoryBucket): readonly ClickRecord[] =>
  bucket
    .keys(rawHourPrefix(logHour))
    .flatMap((key) => gunzip(bucket.bytes(key)).trim().split("\n"))
    .map((line) => clickRecord.parse(JSON.parse(line)));

/** A row as it must be once its visitor is erased. */
const erasedRow = (row: ParquetRow): ParquetRow => ({
  ...row,
  visitor_id: `erased:${String(row.click_id)}`,
  evidence: row.evidence && String(row.evidence).replace(/,repeat_of:.*/, ""),
  ...{ network_hash: null, user_agent: null, referrer_host: null, region: null, language: null, asn: null },
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`sub${n}`, null])),
});

describe("erasing a visitor from an hour", () => {
  it("empties what tells of the person in raw objects and parts, and leaves all else as it was", async () => {
    const bucket = new MemoryBucket();
    const first = clickAt(1, { visitor_id: VISITOR });
    const evidence = ["repeated_within_window", `repeat_of:${first.id}`];
    const own = [first, clickAt(2, { visitor_id: VISITOR, evidence })];
    const others = [3, 4, 5].map((ms) => clickAt(ms, { language: "fr", referrer_host: null, asn: ms }));
    put(bucket, [...own.slice(0, 1), ...others]);
    put(bucket, own);
    await compact(bucket, 100);
    const before = await readHour(reader(bucket), logHour);
    expect(await erase(bucket)).toEqual({ rawObjects: 2, parts: 1, isSettled: true });
    expect(await allText(bucket)).not.toContain(VISITOR);
    expect(await readHour(reader(bucket), logHour)).toEqual(
      before.map((row) => (row.visitor_id === VISITOR ? erasedRow(row) : row)),
    );
    const raw = rawClicks(bucket).filter(({ visitor_id: id }) => id.startsWith("erased:"));
    expect(raw).toHaveLength(3);
    expect(raw.map(({ id, visitor_id }) => `${id} ${visitor_id}`).sort()).toEqual(
      [own[0], own[0], own[1]]
        .map((click) => `${click?.id} erased:${shownIdOf(click as ClickRecord)}`)
        .sort(),
    );
    expect(await allText(bucket)).toContain("repeated_within_window");
    expect(await allText(bucket)).not.toContain("repeat_of");
    expect(bucket.keys(hourPrefix(logHour))).toHaveLength(2);
    expect((await compact(bucket)).outcome).toBe("unchanged");
    expect(await erase(bucket)).toEqual({ rawObjects: 0, parts: 0, isSettled: true });
  });

  it("leaves clicks from the instant on, and those of visitors whose id merely begins alike", async () => {
    const bucket = new MemoryBucket();
    const kept = [clickAt(1_000, { visitor_id: VISITOR }), clickAt(5, { visitor_id: `${VISITOR}2` })];
    put(bucket, [clickAt(999, { visitor_id: VISITOR }), ...kept]);
    await compact(bucket);
    await erase(bucket);
    const visitors = (await readHour(reader(bucket), logHour)).map(({ visitor_id: id }) => id);
    expect(visitors.filter((id) => !String(id).startsWith("erased:"))).toEqual([`${VISITOR}2`, VISITOR]);
    expect(rawClicks(bucket).filter(({ visitor_id: id }) => id.startsWith("erased:"))).toHaveLength(1);
  });

  it("writes an hour that was not compacted yet so that no part ever names the visitor", async () => {
    const bucket = new MemoryBucket();
    put(bucket, [clickAt(1, { visitor_id: VISITOR }), clickAt(2)]);
    expect(await erase(bucket)).toEqual({ rawObjects: 1, parts: 0, isSettled: true });
    await compact(bucket);
    expect(await allText(bucket)).not.toContain(VISITOR);
    expect(await readHour(reader(bucket), logHour)).toHaveLength(2);
  });

  it("is not settled while a run that was cut off may have left the visitor in a part without a name", async () => {
    const bucket = new MemoryBucket();
    put(bucket, [clickAt(1, { visitor_id: VISITOR })]);
    bucket.hook = ({ method, when }) => {
      if (method === "put" && when === "after") throw new Error("cut off");
    };
    await expect(compact(bucket)).rejects.toThrow("cut off");
    bucket.hook = () => undefined;
    expect(await erase(bucket)).toMatchObject({ isSettled: false });
    expect(await allText(bucket)).toContain(VISITOR);
    bucket.clockMs += RUN_MS_MAX;
    expect(await erase(bucket)).toMatchObject({ isSettled: true });
    expect(await allText(bucket)).not.toContain(VISITOR);
  });

  it("is not settled when a compaction overtakes it, and loses none of its clicks", async () => {
    const bucket = new MemoryBucket();
    put(bucket, [clickAt(1, { visitor_id: VISITOR })]);
    await compact(bucket);
    put(bucket, [clickAt(2)]);
    let isOvertaken = false;
    bucket.hook = async ({ method, when }) => {
      if (isOvertaken || method !== "put" || when !== "after") return;
      isOvertaken = true;
      await compact(bucket);
    };
    const first = await erase(bucket);
    bucket.hook = () => undefined;
    await erase(bucket);
    expect(await readHour(reader(bucket), logHour)).toHaveLength(2);
    expect([isOvertaken, first.rawObjects]).toEqual([true, 1]);
    expect(await allText(bucket)).not.toContain(VISITOR);
  });
});

const clicksOfTwo = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 30 }), isOwn: fc.boolean() }), {
  minLength: 1,
  maxLength: 14,
});
const failure = fc.option(
  fc.record({ at: fc.integer({ min: 1, max: 30 }), when: fc.constantFrom("before", "after") }),
);

it("ends with every click once and the visitor nowhere, wherever runs are cut off and compactions come between", async () => {
  await fc.assert(
    fc.asyncProperty(
      clicksOfTwo,
      fc.array(fc.record({ step: fc.constantFrom("compact", "erase"), failure }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 5 }),
      async (times, steps, perObject) => {
        const bucket = new MemoryBucket();
        const clicks = times.map(({ ms, isOwn }) => clickAt(ms, isOwn ? { visitor_id: VISITOR } : {}));
        for (let start = 0; start < clicks.length; start += perObject) {
          put(bucket, clicks.slice(Math.max(0, start - 1), start + perObject));
        }
        for (const { step, failure: next } of steps) {
          const begun = bucket.calls;
          bucket.hook = ({ number, when }) => {
            if (next && number === begun + next.at && when === next.when) throw new Error("cut off");
          };
          await (step === "compact" ? compact(bucket) : erase(bucket)).catch((error: Error) => {
            if (error.message !== "cut off") throw error;
          });
        }
        bucket.hook = () => undefined;
        await compact(bucket);
        bucket.clockMs += RUN_MS_MAX;
        expect(await erase(bucket)).toMatchObject({ isSettled: true });
        await compact(bucket);
        expect(await erase(bucket)).toEqual({ rawObjects: 0, parts: 0, isSettled: true });
        expect(await allText(bucket)).not.toContain(VISITOR);
        const rows = await readHour(reader(bucket), logHour);
        expect(rows.map(({ click_id: id }) => id).sort()).toEqual(clicks.map(shownIdOf).sort());
        expect(new Set(rawClicks(bucket).map(({ id }) => id)).size).toBe(clicks.length);
        const named = readManifest(reader(bucket), logHour)?.parts.length;
        expect(bucket.keys(hourPrefix(logHour))).toHaveLength((named ?? 0) + 1);
      },
    ),
    { numRuns: 25 },
  );
});
