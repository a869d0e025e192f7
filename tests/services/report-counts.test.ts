import { eq, sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { withDatabase, withHttpDatabase } from "../../db/client.ts";
import { clickCounts, saleCounts } from "../../db/schema/index.ts";
import { writeClicks } from "../../services/clicks/write-clicks.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { reconcileCounts } from "../../services/reports/reconcile-counts.ts";
import { reconcileNightly } from "../../services/reports/reconcile-days.ts";
import type { Context } from "../../services/shared/context.ts";
import { playHistories } from "../campaign/money-campaign.ts";
import { countedClick } from "../support/clicks.ts";
import { decideAnew, MODELS } from "../support/decide-anew.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { asOwner, contextOf } from "../support/sample.ts";
import { SEED } from "../support/seed.ts";
import { openShop } from "../support/shop.ts";

/** All the time there is, as far as histories go. */
const EVER = { from: new Date("2025-12-01T00:00:00Z"), to: new Date("2026-11-01T00:00:00Z") };
const HISTORIES = Number(process.env.HISTORIES ?? 20);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const as = <T>(workspaceId: WorkspaceId, verb: (context: Context) => Promise<T>) =>
  withDatabase(database.env, (db) => verb(contextOf(db, workspaceId)));

async function workspacesSold(): Promise<readonly WorkspaceId[]> {
  return asOwner(database.ownerUrl, async (db) => {
    const found = await db.execute(sql`select distinct workspace_id as id from conversions order by 1`);
    return (found as unknown as { rows: { id: WorkspaceId }[] }).rows.map(({ id }) => id);
  });
}

/** Clicks of histories are written past the consumer that counts them. */
const differences = async (workspaceId: WorkspaceId) =>
  (await as(workspaceId, (context) => reconcileCounts(context, EVER))).filter((each) => each.of === "sales");

describe("counts kept by triggers", () => {
  it("are what the rows come to, after any history, and after past sales were decided anew", async () => {
    console.log(`seed ${SEED}`);
    await playHistories(database, { seed: SEED, histories: HISTORIES });
    const workspaces = await workspacesSold();
    expect(workspaces.length).toBeGreaterThan(1);
    for (const each of workspaces) expect(await differences(each), each).toEqual([]);
    const choices = fc.sample(fc.tuple(fc.constantFrom(...MODELS), fc.constantFrom("stay", "carry")), {
      ...{ seed: SEED, numRuns: workspaces.length * 2 },
    });
    for (const [index, [model, locked]] of choices.entries()) {
      const workspaceId = workspaces[index % workspaces.length] as WorkspaceId;
      await as(workspaceId, (context) =>
        decideAnew(context, EVER, { model, locked: locked as "stay" | "carry" }),
      );
      expect(await differences(workspaceId), `${workspaceId} ${model}`).toEqual([]);
    }
  }, 900_000);
});

describe("a comparison of counts with their rows", () => {
  it("names each that is not the same, of sales and of clicks", async () => {
    const shop = await openShop(database);
    const at = new Date("2026-10-05T10:20:00Z");
    const click = countedClick(shop, shop.affiliates[0], { at });
    await withHttpDatabase(database.env, (db) => writeClicks(db, { clicks: [click], bad: [] }, new Date()));
    const sale = saleOf(shop, {
      externalId: "one",
      clickIds: [click.click.id],
      occurredAt: new Date("2026-10-05T11:50:00Z"),
    });
    await shop.as("system:test", (context) => settleConversions(context, [sale], TEST_HMACS));
    const found = () => shop.as("system:test", (context) => reconcileCounts(context, EVER));
    expect(await found()).toEqual([]);
    const of = eq(saleCounts.workspaceId, shop.workspaceId);
    await shop.owner((db) => db.update(saleCounts).set({ amountMinor: 1n }).where(of));
    await shop.owner((db) =>
      db.update(clickCounts).set({ clicks: 7n }).where(eq(clickCounts.workspaceId, shop.workspaceId)),
    );
    const { affiliateId, linkId } = shop.affiliates[0];
    const whose = { affiliateId, linkId, programId: shop.programId };
    expect(await found()).toEqual([
      {
        ...whose,
        of: "sales",
        at: "2026-10-05T11:45:00Z",
        key: "EUR",
        counted: { amount_minor: "1" },
        recounted: { amount_minor: "10000" },
      },
      {
        ...whose,
        of: "clicks",
        at: "2026-10-05T10:00:00Z",
        key: "human",
        counted: { clicks: "7" },
        recounted: { clicks: "1" },
      },
    ]);
    await shop.owner((db) => db.delete(saleCounts).where(of));
    expect((await found())[0]).toMatchObject({
      of: "sales",
      recounted: { earned_minor: "1000", pending_minor: "1000" },
    });
  });

  it("is made of five weeks each night, and of every week of the year before in its turn", async () => {
    const shop = await openShop(database);
    const sale = saleOf(shop, { externalId: "old", occurredAt: new Date("2026-02-03T11:50:00Z") });
    await shop.as("system:test", (context) => settleConversions(context, [sale], TEST_HMACS));
    await shop.owner((db) =>
      db.update(saleCounts).set({ amountMinor: 1n }).where(eq(saleCounts.workspaceId, shop.workspaceId)),
    );
    const nights: number[] = [];
    for (let night = 0; night < 53; night += 1) {
      const now = new Date(Date.UTC(2026, 9, 1 + night, 2, 30));
      nights.push((await shop.as("system:test", (context) => reconcileNightly(context), now)).length);
    }
    expect(nights.filter((count) => count > 0).length).toBeGreaterThan(0);
  }, 60_000);
});
