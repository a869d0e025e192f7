import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AttributionPolicy, DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { PlanId, SimulationId } from "../../core/shared/id.ts";
import * as schema from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { applySimulation, simulate } from "../../tests/support/simulate.ts";
import { settleConversions } from "../conversions/settle-conversions.ts";
import { createSimulation, findSimulation, listSimulationTotals } from "./simulations.ts";

const DAY_MS = 86_400_000;
const EUR = "EUR" as Currency;
const FIRST_CLICK: AttributionPolicy = { ...DEFAULT_POLICY, model: { kind: "first_click" } };
const TIERS: CommissionPlan["rules"] = [
  {
    ...{ id: "tiers", when: null, recurringMonths: null },
    action: {
      ...{ kind: "tiered", mode: "marginal", metric: "amount", period: "lifetime" },
      tiers: [
        { from: 0n, ratePpm: 100_000n },
        { from: 15_000n, ratePpm: 200_000n },
        { from: 35_000n, ratePpm: 300_000n },
      ],
    },
  },
];
const PERCENT: CommissionPlan["rules"] = [
  { id: "all", when: null, recurringMonths: null, action: { kind: "percent", ratePpm: 100_000n } },
];
/** Plans whose commissions follow from what earlier sales came to. */
const PLANS: Readonly<Record<string, Partial<CommissionPlan>>> = {
  tiers: { rules: TIERS },
  "a cap of each affiliate": { caps: [{ scope: "affiliate", period: "lifetime", amountMinor: 2_500n }] },
  "a cap of each customer": { caps: [{ scope: "customer", period: "lifetime", amountMinor: 1_500n }] },
  bonuses: {
    bonuses: [{ id: "b", metric: "conversions", period: "lifetime", threshold: 3n, amountMinor: 777n }],
  },
};

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const click = async (affiliate: 0 | 1, at: Date) =>
  (await shop.owner((db) => insertClick(db, shop, shop.affiliates[affiliate], { at }))).text;
const planOf = (change: Partial<CommissionPlan>): CommissionPlan => {
  return { ...PLAIN_TERMS, rules: PERCENT, currency: EUR, ...change };
};
const underPlan = (change: Partial<CommissionPlan>) =>
  shop.owner((db) =>
    db.insert(schema.planVersions).values({
      ...{ workspaceId: shop.workspaceId, planId: shop.planId, version: 2, hash: "h2" },
      ...{ body: planRulesBody(planOf(change)), effectiveFrom: new Date(0) },
    }),
  );

/** Sales of two customers, one a day, each after a click of the first affiliate and one of the second; in their order. */
async function sell(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) {
    const at = 20 - nth;
    // All between the sale before and this one: a customer known later ties earlier clicks to earlier sales.
    const clickIds = [await click(0, daysAgo(at + 0.5)), await click(1, daysAgo(at + 0.2))];
    const sale = { clickIds, occurredAt: daysAgo(at), customerExternalId: `c-${nth % 2}` };
    const batch = [saleOf(shop, { externalId: `order-${nth}`, ...sale })];
    await shop.as("system:test", (context) => settleConversions(context, batch, TEST_HMACS));
  }
}

const sums = async (id: SimulationId) => {
  const { rows } = await shop.as("system:test", (context) =>
    listSimulationTotals(context, id, { limit: 100, after: null }),
  );
  const total = (side: "commissionNowMinor" | "commissionThenMinor") => {
    const byAffiliate = [0n, 0n];
    for (const row of rows) {
      const place = shop.affiliates.findIndex(({ affiliateId }) => affiliateId === row.affiliateId);
      byAffiliate[place] = (byAffiliate[place] ?? 0n) + row[side];
    }
    return byAffiliate.map(Number);
  };
  return { now: total("commissionNowMinor"), anew: total("commissionThenMinor") };
};

/** A page at once, page by page, and pages of which a slice is read while the one before it is decided. */
const STEPS = [
  { page: 500, slice: 500 },
  { page: 2, slice: 2 },
  { page: 4, slice: 1 },
];

describe.each(Object.entries(PLANS))("under a plan of %s, in pages of any size,", (_, plan) => {
  beforeEach(async () => {
    await underPlan(plan);
    await sell(5);
  });

  it("the policy in force comes to what is, and another to what it says, once applied", async () => {
    for (const { page, slice } of STEPS) {
      const id = await simulate(shop, { page, slice });
      const { now, anew } = await sums(id);
      expect(anew).toEqual(now);
      expect(now[1]).toBeGreaterThan(0);
      expect(await applySimulation(shop, id, { page })).toEqual({ all: 5, changed: 0, stayed: 0 });
    }
    const ids: SimulationId[] = [];
    for (const steps of STEPS) ids.push(await simulate(shop, { policy: FIRST_CLICK, ...steps }));
    const { now, anew } = await sums(ids[0] as SimulationId);
    // All goes from the second affiliate to the first, sale by sale as it went to the second.
    expect(anew).toEqual([now[1], 0]);
    for (const id of ids) expect(await sums(id)).toEqual({ now, anew });
    expect(await applySimulation(shop, ids[1] as SimulationId, { page: 2 })).toMatchObject({ changed: 5 });
    expect(await sums(await simulate(shop, { page: 500 }))).toEqual({ now: anew, anew: now });
  });
});

describe("a back-test", () => {
  const backtest = (planId: PlanId, plan: CommissionPlan) => simulate(shop, { plan: { planId, plan } });

  it("says what a draft would have cost, and changes nothing that is in force", async () => {
    await sell(5);
    const id = await backtest(shop.planId, planOf({ rules: TIERS }));
    // 150.00 at 10 %, 200.00 at 20 %, 150.00 at 30 %.
    expect(await sums(id)).toEqual({ now: [0, 5_000], anew: [0, 10_000] });
    const found = await shop.as("system:test", (context) => findSimulation(context, id));
    expect(found?.simulation).toMatchObject({ planId: shop.planId, policy: null });
    expect(found?.currencies).toMatchObject([
      { commissionNowMinor: 5_000n, commissionThenMinor: 10_000n, movers: [{}] },
    ]);
    expect(await sums(await backtest(shop.planId, planOf({})))).toEqual({
      now: [0, 5_000],
      anew: [0, 5_000],
    });
  });

  it("of a plan that is not there is refused", async () => {
    const other = await openShop(database);
    const period = { from: daysAgo(30), until: new Date() };
    const plan = { planId: other.planId, plan: planOf({}) };
    const asked = await shop.as("system:test", (context) =>
      createSimulation(context, { policy: null, plan, ...period }),
    );
    expect(asked).toMatchObject({ ok: false, error: { code: "not_found" } });
  });
});

describe("a customer that is locked", () => {
  const LOCKED: AttributionPolicy = {
    ...FIRST_CLICK,
    // Too short for the clicks before the first sale to count for the next.
    lookbackMs: 2.5 * DAY_MS,
    customerLock: { kind: "lifetime", affiliate: "first" },
  };

  it.each([1, 500])("stays with whom the simulation credited first, in pages of %i", async (page) => {
    await shop.owner(async (db) => {
      await db.insert(schema.policyVersions).values({
        ...{ workspaceId: shop.workspaceId, version: 2, hash: "h2", effectiveFrom: new Date(0) },
        body: policyBody({ ...LOCKED, model: { kind: "last_click" } }),
      });
    });
    // Both clicks before the first sale; later sales come with a click of the second affiliate alone.
    const first = [await click(0, daysAgo(9)), await click(1, daysAgo(8))];
    const orders = [first, [await click(1, daysAgo(6))], [await click(1, daysAgo(4))]];
    for (const [nth, clickIds] of orders.entries()) {
      const sale = { clickIds, occurredAt: daysAgo(7 - 2 * nth), customerExternalId: "c" };
      const batch = [saleOf(shop, { externalId: `order-${nth}`, ...sale })];
      await shop.as("system:test", (context) => settleConversions(context, batch, TEST_HMACS));
    }
    const id = await simulate(shop, { policy: LOCKED, page });
    expect(await sums(id)).toEqual({ now: [0, 3_000], anew: [3_000, 0] });
    expect(await applySimulation(shop, id, { page })).toMatchObject({ changed: 3 });
    const rows = await shop.owner((db) =>
      db.select().from(schema.commissions).where(eq(schema.commissions.workspaceId, shop.workspaceId)),
    );
    expect(rows.filter(({ supersededBy }) => supersededBy === null)).toHaveLength(3);
  });
});
