import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AttributionPolicy, DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { explainConversion } from "../reading/explain-conversion.ts";
import { settleConversions, type ToSettle } from "./settle-conversions.ts";

const EUR = "EUR" as Currency;
const DAY_MS = 86_400_000;
const PERCENT: CommissionPlan["rules"] = [
  { id: "all", when: null, recurringMonths: null, action: { kind: "percent", ratePpm: 100_000n } },
];

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
const click = async (affiliate: 0 | 1, at = daysAgo(0.1)) =>
  (await shop.owner((db) => insertClick(db, shop, shop.affiliates[affiliate], { at }))).text;
const settle = (...batch: ToSettle[]) =>
  shop.as("system:test", (context) => settleConversions(context, batch, TEST_HMACS));
const sale = (externalId: string, change: Partial<ToSettle["accepted"]> = {}) =>
  saleOf(shop, { externalId, ...change });

/** Adds version 2 of the policy, in force for long. */
const underPolicy = (change: Partial<AttributionPolicy>) =>
  shop.owner((db) =>
    db.insert(schema.policyVersions).values({
      ...{ workspaceId: shop.workspaceId, version: 2, hash: "h2", effectiveFrom: new Date(0) },
      body: policyBody({ ...DEFAULT_POLICY, ...change }),
    }),
  );
/** Adds version 2 of the plan, in force for long. */
const underPlan = (change: Partial<CommissionPlan>) =>
  shop.owner((db) =>
    db.insert(schema.planVersions).values({
      ...{ workspaceId: shop.workspaceId, planId: shop.planId, version: 2, hash: "h2" },
      ...{ body: planRulesBody({ ...PLAIN_TERMS, rules: PERCENT, ...change }), effectiveFrom: new Date(0) },
    }),
  );
const giveCoupon = (affiliate: 0 | 1, status: "active" | "disabled" = "active") =>
  shop.owner((db) => {
    const { affiliateId } = shop.affiliates[affiliate];
    const { workspaceId, programId } = shop;
    const id = newId("cpn", Date.now());
    return db
      .insert(schema.coupons)
      .values({ workspaceId, id, code: "SPRING", programId, affiliateId, status });
  });
const change = (affiliate: 0 | 1, values: Partial<typeof schema.affiliates.$inferInsert>) =>
  shop.owner((db) =>
    db
      .update(schema.affiliates)
      .set(values)
      .where(
        and(
          eq(schema.affiliates.workspaceId, shop.workspaceId),
          eq(schema.affiliates.id, shop.affiliates[affiliate].affiliateId),
        ),
      ),
  );

/** Who earned what by a conversion: `{kind} {place of the affiliate} {minor units}`. */
async function earned(externalId: string): Promise<readonly string[]> {
  const explanation = await explain(externalId);
  return explanation.commissions.map(({ kind, affiliateId, amountMinor }) => {
    const place = shop.affiliates.findIndex((each) => each.affiliateId === affiliateId);
    return `${kind} ${place} ${amountMinor}`;
  });
}
const reasonOf = async (externalId: string) => (await explain(externalId)).conversion.reason;

async function explain(externalId: string) {
  const { id } = sale(externalId).accepted;
  const explanation = await shop.as("system:test", (context) => explainConversion(context, { id }));
  if (!explanation) throw new Error(`there is no ${externalId}`);
  return explanation;
}

describe("an order with a coupon", () => {
  it("earns its affiliate by the coupon alone, whatever its case, and is not scored", async () => {
    await giveCoupon(1);
    await settle(sale("a", { couponCode: "spring" }));
    expect(await earned("a")).toEqual(["sale 1 1000"]);
    const { decision } = await explain("a");
    expect(decision?.touches).toMatchObject([
      { kind: "coupon", touchId: "coupon:SPRING", clickId: null, isIn: true, why: "eligible" },
    ]);
    expect(decision?.fraud).toBeNull();
  });

  it("is shared with the click as the policy says", async () => {
    await giveCoupon(1);
    await underPolicy({ couponPrecedence: { kind: "split", couponPpm: 250_000 } });
    await settle(sale("a", { couponCode: "SPRING", clickIds: [await click(0)] }));
    expect([...(await earned("a"))].sort()).toEqual(["sale 0 750", "sale 1 250"]);
  });

  it("says so where nobody has the code, or it is disabled", async () => {
    await giveCoupon(1, "disabled");
    await settle(sale("a", { couponCode: "NOBODY" }), sale("b", { couponCode: "SPRING" }));
    expect([await reasonOf("a"), await reasonOf("b")]).toEqual(["coupon_unknown", "coupon_disabled"]);
  });
});

describe("a customer who is locked", () => {
  const customer = { customerExternalId: "c-1" };
  it.each(["at once", "one after the other"])(
    "stays with the first affiliate, though another's click comes: settled %s",
    async (way) => {
      await underPolicy({ customerLock: { kind: "lifetime", affiliate: "first" } });
      const first = sale("first", {
        ...customer,
        clickIds: [await click(0, daysAgo(6))],
        occurredAt: daysAgo(5),
      });
      const second = sale("second", { ...customer, clickIds: [await click(1)] });
      if (way === "at once") await settle(first, second);
      else for (const each of [first, second]) await settle(each);
      expect(await earned("first")).toEqual(["sale 0 1000"]);
      expect(await earned("second")).toEqual(["sale 0 1000"]);
      const { decision } = await explain("second");
      expect(decision?.touches.map(({ kind, isIn }) => [kind, isIn])).toContainEqual(["click", false]);
    },
  );

  it.each(["at once", "one after the other"])(
    "stays with whom all touchpoints together credited most, not with the one best touchpoint: settled %s",
    async (way) => {
      await underPolicy({
        model: { kind: "linear" },
        customerLock: { kind: "lifetime", affiliate: "first" },
      });
      const clicks = ([0, 0, 0, 1] as const).map((affiliate, nth) => click(affiliate, daysAgo(9 - nth)));
      const clickIds = await Promise.all(clicks);
      const first = sale("first", { ...customer, clickIds, occurredAt: daysAgo(5) });
      const second = sale("second", { ...customer, clickIds: [await click(1)] });
      if (way === "at once") await settle(first, second);
      else for (const each of [first, second]) await settle(each);
      const credits = (await explain("second")).decision?.credits ?? [];
      expect(new Set(credits.map(({ affiliateId }) => affiliateId))).toEqual(
        new Set([shop.affiliates[0].affiliateId]),
      );
    },
  );

  it("is free again when the days are over", async () => {
    await underPolicy({ customerLock: { kind: "days", days: 3, affiliate: "first" } });
    const clickIds = [await click(0, daysAgo(6))];
    await settle(sale("first", { ...customer, clickIds, occurredAt: daysAgo(5) }));
    await settle(sale("second", { ...customer, clickIds: [await click(1)] }));
    expect(await earned("second")).toEqual(["sale 1 1000"]);
  });
});

describe("a class that comes first", () => {
  it("takes all credit from a later click of another", async () => {
    await change(1, { class: "coupon" });
    await underPolicy({ classPriority: ["content", "coupon"] });
    await settle(sale("a", { clickIds: [await click(0, daysAgo(1)), await click(1)] }));
    expect(await earned("a")).toEqual(["sale 0 1000"]);
  });
});

describe("a plan that asks for history", () => {
  it.each([[[3]], [[1, 1, 1]], [[1, 2]]])("pays tiers alike in batches of %j", async (sizes) => {
    await underPlan({
      currency: EUR,
      rules: [
        {
          ...{ id: "tiers", when: null, recurringMonths: null },
          action: {
            ...{ kind: "tiered", mode: "marginal", metric: "amount", period: "lifetime" },
            tiers: [
              { from: 0n, ratePpm: 100_000n },
              { from: 15_000n, ratePpm: 200_000n },
            ],
          },
        },
      ],
    });
    const sales: ToSettle[] = [];
    for (const externalId of ["a", "b", "c"]) sales.push(sale(externalId, { clickIds: [await click(0)] }));
    for (const size of sizes) await settle(...sales.splice(0, size));
    expect([await earned("a"), await earned("b"), await earned("c")]).toEqual([
      ["sale 0 1000"],
      ["sale 0 1500"],
      ["sale 0 2000"],
    ]);
  });

  it.each([[[3]], [[1, 1, 1]]])("counts sales that earned nothing in batches of %j", async (sizes) => {
    const tiers = [
      { from: 0n, ratePpm: 0n },
      { from: 20_000n, ratePpm: 100_000n },
    ];
    const action = { kind: "tiered", mode: "marginal", metric: "amount", period: "lifetime", tiers } as const;
    const rules = [{ id: "tiers", when: null, recurringMonths: null, action }];
    await underPlan({ currency: EUR, rules });
    const sales: ToSettle[] = [];
    for (const externalId of ["a", "b", "c"]) sales.push(sale(externalId, { clickIds: [await click(0)] }));
    for (const size of sizes) await settle(...sales.splice(0, size));
    expect([await earned("a"), await earned("b"), await earned("c")]).toEqual([[], [], ["sale 0 1000"]]);
  });

  it("caps an affiliate's month, and pays a bonus once", async () => {
    await underPlan({
      currency: EUR,
      caps: [{ scope: "affiliate", period: "month", amountMinor: 1_500n }],
      bonuses: [{ id: "b", metric: "conversions", period: "lifetime", threshold: 2n, amountMinor: 777n }],
    });
    for (const externalId of ["a", "b", "c"]) await settle(sale(externalId, { clickIds: [await click(0)] }));
    expect(await earned("a")).toEqual(["sale 0 1000"]);
    expect([...(await earned("b"))].sort()).toEqual(["bonus 0 777", "sale 0 500"]);
    expect([await earned("c"), await reasonOf("c")]).toEqual([[], "commission_capped"]);
  });
});

describe("a sponsor", () => {
  it("earns a part of what the affiliate below earns, in a commission and a journal of its own", async () => {
    await change(1, { sponsorId: shop.affiliates[0].affiliateId });
    await underPlan({ overrides: { of: "commission", ratesPpm: [50_000n] } });
    await settle(sale("a", { clickIds: [await click(1)] }));
    expect([...(await earned("a"))].sort()).toEqual(["override 0 50", "sale 1 1000"]);
    const { commissions, journals } = await explain("a");
    expect(journals).toHaveLength(2);
    expect(commissions.map(({ level, trace }) => [level, trace !== null]).sort()).toEqual([
      [0, true],
      [1, true],
    ]);
  });
});

describe("an affiliate's own plan", () => {
  it("goes before the program's, for its time", async () => {
    const planId = newId("pln", Date.now());
    const { workspaceId, programId } = shop;
    const { affiliateId } = shop.affiliates[0];
    const body = planRulesBody({
      ...PLAIN_TERMS,
      rules: [{ ...PERCENT[0], action: { kind: "percent", ratePpm: 500_000n } }] as CommissionPlan["rules"],
    });
    await shop.owner(async (db) => {
      await db.insert(schema.plans).values({ workspaceId, id: planId, name: "50 %" });
      const version = { workspaceId, planId, version: 1, hash: "h", body, effectiveFrom: new Date(0) };
      await db.insert(schema.planVersions).values(version);
      await db.insert(schema.planExceptions).values({
        ...{ workspaceId, id: newId("pex", Date.now()), programId, affiliateId, planId },
        ...{ effectiveFrom: daysAgo(10), effectiveTo: daysAgo(2) },
      });
    });
    const clickIds = [await click(0, daysAgo(4))];
    await settle(sale("in", { clickIds, occurredAt: daysAgo(3) }), sale("after", { clickIds }));
    expect([await earned("in"), await earned("after")]).toEqual([["sale 0 5000"], ["sale 0 1000"]]);
  });
});

describe("a program that pays in its own currency", () => {
  it("converts at the rate of the day, and keeps both sums and the rate", async () => {
    await shop.owner((db) =>
      db
        .update(schema.programs)
        .set({ commissionCurrency: "program" })
        .where(eq(schema.programs.workspaceId, shop.workspaceId)),
    );
    const day = daysAgo(1).toISOString().slice(0, 10);
    const rate = { source: "ecb", day, currency: "USD" as Currency, rate: "1.25" };
    await shop.owner((db) => db.insert(schema.fxRates).values(rate).onConflictDoNothing());
    await settle(sale("a", { clickIds: [await click(0)], currency: "USD" as Currency }));
    expect(await earned("a")).toEqual(["sale 0 800"]);
    const { commissions, journals } = await explain("a");
    expect(commissions).toMatchObject([
      { currency: "EUR", fx: { amount_minor: "1000", currency: "USD", from: rate } },
    ]);
    expect(journals).toMatchObject([{ refs: { fx_amount_minor: "1000", fx_from: `ecb ${day} USD 1.25` } }]);
  });
});
