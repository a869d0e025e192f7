import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Db, withDatabase } from "../../db/client.ts";
import { policyVersions } from "../../db/schema/index.ts";
import { ingest, sampleClick, settle } from "../../tests/support/logged-clicks.ts";
import { MemoryBucket } from "../../tests/support/memory-bucket.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { rollUp } from "../../tests/support/roll-up.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { asOwner, contextOf, insertSample, type Sample } from "../../tests/support/sample.ts";
import { settleConversions } from "../conversions/settle-conversions.ts";
import { listWorkspaces } from "../workspaces/list-workspaces.ts";
import { type Dropped, dropOldClicks } from "./drop-old-clicks.ts";
import { hourOf, type LogHour } from "./log-keys.ts";

const DAY_MS = 86_400_000;
const now = new Date();

let database: TestDatabase;
let sample: Sample;
let bucket: MemoryBucket;

beforeEach(async () => {
  database = await createTestDatabase();
  bucket = new MemoryBucket();
  sample = await owner(insertSample);
});
afterEach(() => database.drop());

const owner = <T>(work: (db: Db) => Promise<T>): Promise<T> => asOwner(database.ownerUrl, work);
const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const drop = (): Promise<Dropped> =>
  withDatabase(database.env, async (db) => dropOldClicks(db, await listWorkspaces(db), now));

const rollUpAll = () => rollUp(database.env, sample.workspaceId, now);

/** Takes in a click of each day, each in the day's own partition, sums them for reports, and compacts those told. */
async function clicksOf(
  days: readonly number[],
  { settled = days, isSummed = true }: { settled?: readonly number[]; isSummed?: boolean } = {},
) {
  for (const days_ of days) {
    await owner((db) => db.execute(sql`select ensure_click_partitions(${dayOf(daysAgo(days_))}::date, 1)`));
    await ingest(database.env, bucket.binding(), [sampleClick(sample, daysAgo(days_))]);
  }
  const hours = settled.map(
    (each): LogHour => ({ workspaceId: sample.workspaceId, hour: hourOf(daysAgo(each)) }),
  );
  await settle(database.env, bucket.binding(), hours);
  if (isSummed) await rollUpAll();
}

async function daysKept(): Promise<readonly number[]> {
  const { rows } = (await owner((db) =>
    db.execute(sql`select extract(epoch from clicked_at) * 1000 as ms from clicks order by 1`),
  )) as unknown as { rows: { ms: string }[] };
  return rows.map(({ ms }) => Math.round((now.getTime() - Number(ms)) / DAY_MS));
}

describe("rows of old clicks", () => {
  it("are dropped with their days, and the last ninety days stay", async () => {
    await clicksOf([120, 92, 90, 89, 1]);
    expect(await drop()).toEqual({ partitions: 2, heldBackBy: null });
    expect(await daysKept()).toEqual([90, 89, 1]);
    expect(await drop()).toEqual({ partitions: 0, heldBackBy: null });
  });

  it("stay as long as the longest lookback of any workspace, and a week for late reports", async () => {
    const body = { lookback_ms: 100 * DAY_MS };
    const { workspaceId } = await owner(insertSample);
    const version = { workspaceId, version: 2, body, hash: "h", effectiveFrom: now };
    await owner((db) => db.insert(policyVersions).values(version));
    await clicksOf([120, 109, 106, 92]);
    expect(await drop()).toEqual({ partitions: 2, heldBackBy: null });
    expect(await daysKept()).toEqual([106, 92]);
  });

  it("stay, with all younger ones, where an hour of the day was never compared", async () => {
    await clicksOf([120, 110, 100], { settled: [120, 100] });
    expect(await drop()).toEqual({ partitions: 1, heldBackBy: dayOf(daysAgo(110)) });
    expect(await daysKept()).toEqual([110, 100]);
  });

  it("stay where the hour was found to differ, or got a click since", async () => {
    await clicksOf([120, 110]);
    await owner((db) => db.execute(sql`update click_reconciliations set is_equal = false`));
    expect(await drop()).toEqual({ partitions: 0, heldBackBy: dayOf(daysAgo(120)) });
    await owner((db) => db.execute(sql`update click_reconciliations set is_equal = true`));
    await clicksOf([110], { settled: [] });
    expect(await drop()).toEqual({ partitions: 1, heldBackBy: dayOf(daysAgo(110)) });
    expect(await daysKept()).toEqual([110, 110]);
  });

  it("stay where they were not summed for reports, or got a click since", async () => {
    await clicksOf([120, 110, 100], { isSummed: false });
    expect(await drop()).toEqual({ partitions: 0, heldBackBy: dayOf(daysAgo(120)) });
    await rollUpAll();
    await clicksOf([110], { isSummed: false });
    expect(await drop()).toEqual({ partitions: 1, heldBackBy: dayOf(daysAgo(110)) });
    expect(await daysKept()).toEqual([110, 110, 100]);
  });

  it("stay while sales of their workspace are not summed, which keeps what their clicks say", async () => {
    await clicksOf([120]);
    const sale = saleOf(sample, { externalId: "sold", occurredAt: daysAgo(30) });
    await withDatabase(database.env, (db) =>
      settleConversions(contextOf(db, sample.workspaceId), [sale], TEST_HMACS),
    );
    expect(await drop()).toEqual({ partitions: 0, heldBackBy: dayOf(daysAgo(120)) });
    await rollUpAll();
    expect(await drop()).toEqual({ partitions: 1, heldBackBy: null });
  });

  it("go from the default partition too, once they are in the log", async () => {
    await ingest(database.env, bucket.binding(), [sampleClick(sample, daysAgo(120))]);
    expect((await drop()).heldBackBy).toBe(dayOf(daysAgo(120)));
    await settle(database.env, bucket.binding(), [
      { workspaceId: sample.workspaceId, hour: hourOf(daysAgo(120)) },
    ]);
    expect((await drop()).heldBackBy).toBeNull();
    expect(await daysKept()).toEqual([]);
  });

  it("are compared no more once dropped: what the log has of them is no difference", async () => {
    await clicksOf([120, 120]);
    await drop();
    const hour = { workspaceId: sample.workspaceId, hour: hourOf(daysAgo(120)) };
    const settled = await settle(database.env, bucket.binding(), [hour]);
    expect(settled).toMatchObject({ differing: 0, events: [] });
    await ingest(database.env, bucket.binding(), [sampleClick(sample, daysAgo(120))]);
    expect(await settle(database.env, bucket.binding(), [hour])).toMatchObject({ rows: 1, differing: 0 });
  });
});
