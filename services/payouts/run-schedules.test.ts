import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PayoutSchedule } from "../../core/payout/terms.ts";
import { withDatabase } from "../../db/client.ts";
import { payoutRuns, payouts, payoutTerms, workspaces } from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import {
  asOwner,
  contextOf,
  insertClick,
  insertSample,
  type Sample,
  type SampleAffiliate,
  settleSale,
} from "../../tests/support/sample.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { runPayoutSchedules } from "./run-schedules.ts";

const HOUR_MS = 3_600_000;
let database: TestDatabase;
let sample: Sample;

beforeAll(async () => {
  database = await createTestDatabase();
  sample = await asOwner(database.ownerUrl, insertSample);
});
afterAll(async () => {
  await database.drop();
});

/** Earns an affiliate 10 euros that are approved at an instant. */
async function earn(affiliate: SampleAffiliate, approvedAt: string): Promise<void> {
  const at = new Date(approvedAt);
  await asOwner(database.ownerUrl, async (db) => {
    const click = await insertClick(db, sample, affiliate, { at: new Date(at.getTime() - HOUR_MS) });
    const context = contextOf(db, sample.workspaceId, at);
    await settleSale(context, sample, { externalId: approvedAt, clickIds: [click.text] });
    expect(await approveDueCommissions(context)).toBe(1);
  });
}

/** Runs the cron at five past each hour of a span, twice at once, and gives the hours at which it prepared batches. */
async function runHourly(from: string, to: string): Promise<readonly string[]> {
  const prepared: string[] = [];
  await withDatabase(database.env, (first) =>
    withDatabase(database.env, async (second) => {
      for (let atMs = Date.parse(from); atMs < Date.parse(to); atMs += HOUR_MS) {
        const now = new Date(atMs + 300_000);
        const run = (db: typeof first) => runPayoutSchedules(contextOf(db, sample.workspaceId, now));
        const batches = await Promise.all([run(first), run(second)]);
        if (Math.max(...batches) > 0) prepared.push(`${now.toISOString()} ${batches.sort().join("+")}`);
      }
    }),
  );
  return prepared;
}

it("prepares each period once, when its day begins where the workspace is, whatever was missed or fired twice", async () => {
  const [ada, grace] = sample.affiliates;
  const { workspaceId } = sample;
  const isOurs = eq(payouts.workspaceId, workspaceId);
  await asOwner(database.ownerUrl, async (db) => {
    await db.update(workspaces).set({ timeZone: "Europe/Berlin" }).where(eq(workspaces.id, workspaceId));
    const terms = { workspaceId, effectiveFrom: new Date("2026-01-01T00:00:00Z") };
    await db.insert(payoutTerms).values([
      { ...terms, id: "trm_1" as never, schedule: "by_hand" as PayoutSchedule, affiliateId: null },
      {
        ...terms,
        id: "trm_2" as never,
        schedule: "weekly_1" as PayoutSchedule,
        affiliateId: ada.affiliateId,
      },
      {
        ...terms,
        id: "trm_3" as never,
        schedule: "monthly_31" as PayoutSchedule,
        affiliateId: grace.affiliateId,
      },
    ]);
  });
  await earn(grace, "2026-02-10T12:00:00Z");
  await earn(ada, "2026-02-20T12:00:00Z");
  await earn(ada, "2026-02-22T23:00:00Z");
  await earn(ada, "2026-02-22T23:00:01Z");
  expect(await runHourly("2026-02-22T22:00:00Z", "2026-02-23T01:00:00Z")).toEqual([
    "2026-02-22T23:05:00.000Z 0+1",
  ]);
  expect(await runHourly("2026-02-27T22:00:00Z", "2026-02-28T01:00:00Z")).toEqual([
    "2026-02-27T23:05:00.000Z 0+1",
  ]);
  // Clocks go on in the night before the Monday, whose day so begins at 22:00 UTC; nobody ran for four weeks.
  await earn(grace, "2026-03-15T12:00:00Z");
  await earn(ada, "2026-03-29T22:00:00Z");
  await earn(ada, "2026-03-29T22:00:01Z");
  expect(await runHourly("2026-03-29T21:00:00Z", "2026-03-30T00:00:00Z")).toEqual([
    "2026-03-29T21:05:00.000Z 0+1",
    "2026-03-29T22:05:00.000Z 0+1",
  ]);
  expect(await runHourly("2026-03-30T21:00:00Z", "2026-03-31T00:00:00Z")).toEqual([
    "2026-03-30T22:05:00.000Z 0+1",
  ]);
  const made = await asOwner(database.ownerUrl, async (db) => ({
    runs: await db.select().from(payoutRuns).orderBy(asc(payoutRuns.cutoffAt)),
    payouts: await db.select().from(payouts).where(isOurs).orderBy(asc(payouts.id)),
  }));
  const names = new Map([
    [ada.affiliateId, "Ada"],
    [grace.affiliateId, "Grace"],
  ]);
  expect(made.payouts.map((payout) => [names.get(payout.affiliateId), payout.amountMinor])).toEqual([
    ["Ada", 2_000n],
    ["Grace", 1_000n],
    ["Ada", 1_000n],
    ["Ada", 1_000n],
    ["Grace", 1_000n],
  ]);
  expect(made.runs.map(({ schedule, period, batchesCount }) => [schedule, period, batchesCount])).toEqual([
    ["monthly_31", "2026-01-31", 0],
    ["weekly_1", "2026-02-16", 0],
    ["weekly_1", "2026-02-23", 1],
    ["monthly_31", "2026-02-28", 1],
    ["weekly_1", "2026-03-23", 1],
    ["weekly_1", "2026-03-30", 1],
    ["monthly_31", "2026-03-31", 1],
  ]);
});
