import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AttributionPolicy, DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { SimulationId } from "../../core/shared/id.ts";
import * as schema from "../../db/schema/index.ts";
import { takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { applySimulation, simulate } from "../../tests/support/simulate.ts";
import { settleConversions, type ToSettle } from "../conversions/settle-conversions.ts";
import { findSimulation } from "./simulations.ts";

const HOUR_MS = 3_600_000;
const EUR = "EUR" as Currency;
const NOBODY: AttributionPolicy = { ...DEFAULT_POLICY, countedVerdicts: [] };
const CAP_OF_EACH = { scope: "affiliate", period: "lifetime", amountMinor: 1_000n } as const;
const BONUS = {
  id: "b",
  metric: "amount",
  period: "lifetime",
  threshold: 10_000n,
  amountMinor: 500n,
} as const;

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
const planOf = (change: Partial<CommissionPlan>): CommissionPlan => ({
  ...{ ...PLAIN_TERMS, currency: EUR },
  rules: [{ id: "all", when: null, recurringMonths: null, action: { kind: "percent", ratePpm: 100_000n } }],
  ...change,
});
const underPlan = (change: Partial<CommissionPlan>) =>
  shop.owner((db) =>
    db.insert(schema.planVersions).values({
      ...{ workspaceId: shop.workspaceId, planId: shop.planId, version: 2, hash: "h2" },
      ...{ body: planRulesBody(planOf(change)), effectiveFrom: new Date(0) },
    }),
  );

/** A sale of 100.00 after a click of an affiliate. */
async function sell(
  externalId: string,
  { affiliate = 0, at, ...change }: Partial<ToSettle["accepted"]> & { affiliate?: 0 | 1; at: number },
): Promise<void> {
  const { text } = await shop.owner((db) =>
    insertClick(db, shop, shop.affiliates[affiliate], { at: hoursAgo(at + 0.1) }),
  );
  const sale = saleOf(shop, { externalId, clickIds: [text], occurredAt: hoursAgo(at), ...change });
  await shop.as("system:test", (context) => settleConversions(context, [sale], TEST_HMACS));
}
const refund = (order: string) =>
  shop.as("system:test", (context) => takeChange(context, shop, { order, externalId: `r-${order}` }));

/** What each affiliate is owed, by place: minor units and currency. */
async function owed(): Promise<readonly string[]> {
  const { rows } = (await shop.owner((db) =>
    db.execute(sql`
      select affiliate_id, trim(currency) as currency, (-sum(amount_minor))::text as minor from ledger_entries
       where workspace_id = ${shop.workspaceId} and account in ('affiliate_pending', 'affiliate_payable')
       group by 1, 2 having sum(amount_minor) <> 0`),
  )) as unknown as { rows: { affiliate_id: string; currency: string; minor: string }[] };
  const place = (id: string) => shop.affiliates.findIndex(({ affiliateId }) => affiliateId === id);
  return rows.map((row) => `${place(row.affiliate_id)} ${row.minor} ${row.currency}`).sort();
}
const totals = async (id: SimulationId) => {
  const found = await shop.as("system:test", (context) => findSimulation(context, id));
  return found?.currencies.map(({ commissionNowMinor: now, commissionThenMinor: anew }) =>
    [now, anew].map(Number),
  );
};

/** What may befall sales that their order and what was known of them decided. */
const HISTORIES: Readonly<
  Record<string, { readonly owed: readonly string[]; readonly befall: () => Promise<void> }>
> = {
  "a cap that a refund freed": {
    owed: ["0 1000 EUR"],
    befall: async () => {
      await underPlan({ caps: [CAP_OF_EACH] });
      await sell("a", { at: 9 });
      await refund("a");
      await sell("b", { at: 8 });
    },
  },
  "a cap that a refund freed too late": {
    owed: [],
    befall: async () => {
      await underPlan({ caps: [CAP_OF_EACH] });
      await sell("a", { at: 9 });
      await sell("b", { at: 8 });
      await refund("a");
    },
  },
  "a bonus that a refund freed": {
    owed: ["0 1500 EUR"],
    befall: async () => {
      await underPlan({ bonuses: [BONUS] });
      await sell("a", { at: 9 });
      await refund("a");
      await sell("b", { at: 8 });
    },
  },
  "sales that were reported in another order": {
    owed: ["0 2500 EUR", "1 500 EUR"],
    befall: async () => {
      const caps = [{ scope: "customer", period: "lifetime", amountMinor: 2_000n }] as const;
      await underPlan({ caps, bonuses: [BONUS] });
      for (const at of [7, 8]) await sell(`a-${at}`, { at, customerExternalId: "c" });
      await sell("b", { at: 9, affiliate: 1, customerExternalId: "c" });
    },
  },
  "a rate that came later": {
    owed: ["0 1000 EUR"],
    befall: async () => {
      await shop.owner(async (db) => {
        const { workspaceId, programId } = shop;
        const { programs, affiliates } = schema;
        await db
          .update(programs)
          .set({ commissionCurrency: "affiliate" })
          .where(and(eq(programs.workspaceId, workspaceId), eq(programs.id, programId)));
        await db
          .update(affiliates)
          .set({ currency: "CHF" as Currency })
          .where(eq(affiliates.workspaceId, workspaceId));
      });
      await sell("a", { at: 9 });
      const day = hoursAgo(9).toISOString().slice(0, 10);
      const rate = { source: "ecb", day, currency: "CHF" as Currency, rate: "0.9312" };
      await shop.owner((db) => db.insert(schema.fxRates).values(rate).onConflictDoNothing());
    },
  },
};

describe.each(Object.entries(HISTORIES))("after %s", (_, { owed: before, befall }) => {
  beforeEach(befall);

  it("the terms in force change nothing, and come back to it once others were applied", async () => {
    expect(await owed()).toEqual(before);
    expect(await applySimulation(shop, await simulate(shop, {}))).toMatchObject({ changed: 0 });
    for (const page of [1, 200]) {
      await applySimulation(shop, await simulate(shop, { policy: NOBODY, page }), { page });
      expect(await owed()).toEqual([]);
      await applySimulation(shop, await simulate(shop, { page }), { page });
      expect(await owed()).toEqual(before);
    }
  });
});

describe("a back-test", () => {
  it("of the plan in force comes to what is, and a draft finds the room that refunds freed", async () => {
    await HISTORIES["a cap that a refund freed"]?.befall();
    const backtest = async (change: Partial<CommissionPlan>, page: number) =>
      totals(await simulate(shop, { plan: { planId: shop.planId, plan: planOf(change) }, page }));
    for (const page of [1, 500]) {
      expect(await backtest({ caps: [CAP_OF_EACH] }, page)).toEqual([[2_000, 2_000]]);
      expect(await backtest({ caps: [{ ...CAP_OF_EACH, amountMinor: 900n }] }, page)).toEqual([
        [2_000, 1_800],
      ]);
    }
  });
});
