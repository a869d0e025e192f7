import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { type Db, inWorkspace, withDatabase } from "../../db/client.ts";
import { clickCounts, clickReconciliations, clicks as clickRows } from "../../db/schema/index.ts";
import { clickLogStore } from "../../functions/click-log-store.ts";
import { rawObjectOf, shownIdOf } from "../../tests/support/click-records.ts";
import { ingest, sampleClick, settle } from "../../tests/support/logged-clicks.ts";
import { MemoryBucket } from "../../tests/support/memory-bucket.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../tests/support/sample.ts";
import { findUncompactedHours, findUncomparedHours } from "./find-hours.ts";
import { type LogHour, manifestKey, partKey } from "./log-keys.ts";
import type { Manifest } from "./manifest.ts";
import { type Reconciliation, reconcileHour } from "./reconcile-hour.ts";

const HOUR_MS = 3_600_000;
const HOUR = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 5 * HOUR_MS);

let database: TestDatabase;
let sample: Sample;
let hour: LogHour;
let bucket: MemoryBucket;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  bucket = new MemoryBucket();
  sample = await owner(insertSample);
  hour = { workspaceId: sample.workspaceId, hour: HOUR };
});

const owner = <T>(work: (db: Db) => Promise<T>): Promise<T> => asOwner(database.ownerUrl, work);
const clickAt = (ms: number, change: Partial<ClickRecord> = {}) =>
  sampleClick(sample, new Date(HOUR.getTime() + ms), change);
const take = (clicks: readonly ClickRecord[]) => ingest(database.env, bucket.binding(), clicks);
const settleAll = () => settle(database.env, bucket.binding(), [hour]);
const reconcile = (): Promise<Reconciliation> =>
  withDatabase(database.env, (db) =>
    reconcileHour({ db, store: clickLogStore(bucket.binding()), now: new Date() }, hour),
  );
const uuidOf = (click: ClickRecord): string => {
  const hex = shownIdOf(click).slice(4);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};
const manifest = (): Manifest => JSON.parse(new TextDecoder().decode(bucket.bytes(manifestKey(hour))));
const setManifest = (changed: Manifest): void =>
  bucket.set(manifestKey(hour), new TextEncoder().encode(JSON.stringify(changed)));
const noted = () =>
  withDatabase(database.env, (db) =>
    inWorkspace(db, sample.workspaceId, (tx) => tx.select().from(clickReconciliations)),
  );

describe("an hour whose stores agree", () => {
  it("is found equal in rows, counts, Parquet and manifest, and noted so", async () => {
    const clicks = [1, 2, 3_599_999].map((ms) => clickAt(ms));
    await take(clicks);
    await take(clicks.slice(1));
    expect(await settleAll()).toMatchObject({ hours: 1, rows: 3, differing: 0, failed: 0, events: [] });
    const counts = { postgresClicks: 3, countedClicks: 3, parquetClicks: 3, manifestClicks: 3 };
    expect(await noted()).toMatchObject([{ hour: HOUR, ...counts, isEqual: true, difference: {} }]);
    expect(await reconcile()).toEqual({ ...counts, isEqual: true, difference: {} });
  });

  it("is equal where there is nothing at all", async () => {
    expect(await reconcile()).toMatchObject({ postgresClicks: 0, parquetClicks: 0, isEqual: true });
  });

  it("does not see the clicks of the hours beside it, nor those of another workspace", async () => {
    const beside = [-1, 0, 3_600_000].map((ms) => clickAt(ms));
    await take(beside);
    const other = await owner(insertSample);
    await take([sampleClick(other, HOUR)]);
    await settleAll();
    expect(await reconcile()).toMatchObject({ postgresClicks: 1, parquetClicks: 1, isEqual: true });
  });

  it("counts a click that Postgres refused and keeps as a bad row as there, and names it", async () => {
    const refused = clickAt(2, { link_id: "lnk_none" });
    await take([clickAt(1), refused]);
    await settleAll();
    expect(await reconcile()).toMatchObject({
      ...{ postgresClicks: 1, parquetClicks: 2, isEqual: true },
      difference: { refused: [shownIdOf(refused)] },
    });
  });
});

describe("a difference is named:", () => {
  let clicks: readonly ClickRecord[];
  const ids = (...indexes: number[]) => indexes.map((index) => shownIdOf(clicks[index] as ClickRecord));

  beforeEach(async () => {
    clicks = [1, 2, 3, 4].map((ms) => clickAt(ms));
    await take(clicks);
    await settleAll();
  });

  it("a click that has a row and is in no Parquet file", async () => {
    const lost = clickAt(5);
    await take([lost]);
    bucket.objects.delete(rawObjectOf([lost]).key);
    const { events } = await settleAll();
    expect(events).toMatchObject([
      {
        kind: "reconcile_difference",
        ...{ postgresClicks: 5, countedClicks: 5, parquetClicks: 4, manifestClicks: 4, isEqual: false },
        difference: { only_in_postgres: [shownIdOf(lost)] },
      },
    ]);
    expect(await noted()).toMatchObject([{ isEqual: false }]);
  });

  it("a click that is in a Parquet file and has no row", async () => {
    await owner((db) => db.delete(clickRows).where(eq(clickRows.id, uuidOf(clicks[2] as ClickRecord))));
    expect(await reconcile()).toMatchObject({
      ...{ postgresClicks: 3, countedClicks: 4, parquetClicks: 4, isEqual: false },
      difference: { only_in_parquet: ids(2) },
    });
  });

  it("as many clicks here as there, and others", async () => {
    const [first] = clicks as [ClickRecord];
    const stranger = clickAt(9);
    await owner((db) =>
      db
        .update(clickRows)
        .set({ id: uuidOf(stranger) })
        .where(eq(clickRows.id, uuidOf(first))),
    );
    expect(await reconcile()).toMatchObject({
      ...{ postgresClicks: 4, countedClicks: 4, parquetClicks: 4, manifestClicks: 4, isEqual: false },
      difference: { only_in_postgres: [shownIdOf(stranger)], only_in_parquet: ids(0) },
    });
  });

  it("counts that are not those of the rows", async () => {
    const { workspaceId } = sample;
    await owner((db) =>
      db.update(clickCounts).set({ clicks: 9n }).where(eq(clickCounts.workspaceId, workspaceId)),
    );
    expect(await reconcile()).toMatchObject({
      postgresClicks: 4,
      countedClicks: 9,
      isEqual: false,
      difference: {},
    });
  });

  it("a click that is in two Parquet files", async () => {
    const before = manifest();
    bucket.objects.delete(manifestKey(hour));
    await settleAll();
    const both = { ...before, parts: [...before.parts, ...manifest().parts], rows: 8 };
    setManifest(both);
    expect(await reconcile()).toMatchObject({
      ...{ parquetClicks: 4, manifestClicks: 8, isEqual: false },
      difference: { repeated_in_parquet: ids(0, 1, 2, 3) },
    });
  });

  it.each([
    ["missing", (key: string) => bucket.objects.delete(key)],
    ["cut short", (key: string) => bucket.set(key, bucket.bytes(key).slice(0, -100))],
    ["overwritten", (key: string) => bucket.set(key, new Uint8Array(bucket.bytes(key).length))],
  ])("a Parquet file that is %s", async (_, harm) => {
    const [part] = manifest().parts;
    harm(partKey(hour, part?.name ?? ""));
    expect(await reconcile()).toMatchObject({
      ...{ parquetClicks: 0, manifestClicks: 4, isEqual: false },
      difference: { broken_parts: [part?.name], only_in_postgres: ids(0, 1, 2, 3) },
    });
  });

  it("a manifest that tells of other rows than its files have", async () => {
    setManifest({ ...manifest(), rows: 5 });
    expect(await reconcile()).toMatchObject({ manifestClicks: 5, parquetClicks: 4, isEqual: false });
    const [part] = manifest().parts;
    setManifest({ ...manifest(), parts: [{ ...(part as Manifest["parts"][0]), rows: 5 }] });
    expect(await reconcile()).toMatchObject({ difference: { broken_parts: [part?.name] } });
  });

  it("at most a hundred clicks of each kind", async () => {
    const many = Array.from({ length: 120 }, (_, index) => clickAt(1_000 + index));
    await take(many.slice(0, 60));
    await take(many.slice(60));
    const { difference, postgresClicks } = await reconcile();
    expect([postgresClicks, difference.only_in_postgres?.length]).toEqual([124, 100]);
  });

  it("and a store that is away is no difference: the hour fails, and another has its turn", async () => {
    const before = await noted();
    bucket.hook = ({ method }) => {
      if (method === "get") throw new Error("R2 is away");
    };
    const { events, failed } = await settleAll();
    expect([failed, events]).toEqual([1, [{ kind: "hour_failed", hour, reason: "Error: R2 is away" }]]);
    expect(await noted()).toEqual(before);
  });
});

describe("hours are found", () => {
  const now = new Date(HOUR.getTime() + HOUR_MS + 300_000);
  const since = new Date(HOUR.getTime() - 48 * HOUR_MS);
  const uncompacted = (at = now) =>
    withDatabase(database.env, (db) =>
      findUncompactedHours(db, [sample.workspaceId], { now: at, since, max: 9 }),
    );

  it("once they ended five minutes ago, until they are compacted, and again when clicks come late", async () => {
    await take([clickAt(1)]);
    expect(await uncompacted(new Date(now.getTime() - 1))).toEqual([]);
    expect(await uncompacted()).toEqual([hour]);
    await settleAll();
    expect(await uncompacted()).toEqual([]);
    await take([clickAt(2)]);
    expect(await uncompacted()).toEqual([hour]);
  });

  const uncompared = (comparedBefore: Date, dueSince = since) =>
    withDatabase(database.env, (db) =>
      findUncomparedHours({ db, store: clickLogStore(bucket.binding()) }, [sample.workspaceId], {
        ...{ now, since, max: 9, comparedBefore, dueSince },
      }),
    );

  it("at night, however old, by clicks that came since they were compared: those of a replay come at any time", async () => {
    const old = { ...hour, hour: new Date(HOUR.getTime() - 300 * HOUR_MS) };
    const [later, dueSince] = [new Date(Date.now() + 60_000), old.hour];
    await take([clickAt(-300 * HOUR_MS)]);
    expect(await uncompared(later, dueSince)).toEqual([old]);
    await settle(database.env, bucket.binding(), [old]);
    expect(await uncompared(later, dueSince)).toEqual([]);
    await take([clickAt(-300 * HOUR_MS + 1)]);
    expect(await uncompared(later, dueSince)).toEqual([old]);
    await settle(database.env, bucket.binding(), [old]);
    expect([await uncompared(later, dueSince), await noted()]).toMatchObject([
      [],
      [{ parquetClicks: 2, isEqual: true }],
    ]);
  });

  it("by what lies in the log alone, and as long as they differ, but not twice a night", async () => {
    const unknown = clickAt(-HOUR_MS);
    bucket.set(rawObjectOf([unknown]).key, rawObjectOf([unknown]).bytes);
    const earlier = { ...hour, hour: new Date(HOUR.getTime() - HOUR_MS) };
    expect(await uncompared(new Date())).toEqual([earlier]);
    await settle(database.env, bucket.binding(), [earlier]);
    expect(await uncompared(new Date(0))).toEqual([]);
    const later = new Date(Date.now() + 1_000);
    expect(await uncompared(later)).toEqual([earlier]);
    bucket.objects.clear();
    expect(await uncompared(later)).toEqual([earlier]);
    await owner((db) =>
      db.execute(
        sql`update click_reconciliations set is_equal = true where workspace_id = ${sample.workspaceId}`,
      ),
    );
    expect(await uncompared(later)).toEqual([]);
  });
});
