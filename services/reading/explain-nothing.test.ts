import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import * as schema from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { settleConversions, type ToSettle } from "../conversions/settle-conversions.ts";
import { transact } from "../shared/context.ts";
import { explainConversion } from "./explain-conversion.ts";
import { loadUnearned } from "./explain-unearned.ts";

const EUR = "EUR" as Currency;
const TEN: CommissionPlan["rules"][number] = {
  ...{ id: "ten", when: null, recurringMonths: null, action: { kind: "percent", ratePpm: 100_000n } },
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

/** Adds version 2 of the plan, in force for long. */
const underPlan = (change: Partial<CommissionPlan>) =>
  shop.owner((db) =>
    db.insert(schema.planVersions).values({
      ...{ workspaceId: shop.workspaceId, planId: shop.planId, version: 2, hash: "h2" },
      body: planRulesBody({ ...PLAIN_TERMS, currency: EUR, rules: [TEN], ...change }),
      effectiveFrom: new Date(0),
    }),
  );

async function sell(externalId: string, change: Partial<ToSettle["accepted"]> = {}) {
  const at = new Date(Date.now() - 600_000);
  const { text } = await shop.owner((db) => insertClick(db, shop, shop.affiliates[0], { at }));
  const sale = saleOf(shop, { externalId, clickIds: [text], ...change });
  await shop.as("system:test", (context) => settleConversions(context, [sale], TEST_HMACS));
  const found = await shop.as("system:test", (context) => explainConversion(context, { externalId }));
  if (!found) throw new Error(`there is no ${externalId}`);
  return found;
}

describe("a sale that waits", () => {
  it("for a rate alone says so, and for how long", async () => {
    await underPlan({});
    const { conversion, waiting } = await sell("a", { currency: "CHF" as Currency });
    expect(conversion.status).toBe("received");
    const until = new Date(conversion.receivedAt.getTime() + 5 * 86_400_000);
    expect(waiting).toMatchObject({ for: "rates", clickIds: [], until });
  });
});

describe("a credit that earned nothing", () => {
  const when = { field: "conversion.event", in: ["lead"] } as const;

  it.each<[string, Partial<CommissionPlan>, string, object]>([
    [
      "since no rule held",
      { rules: [{ ...TEN, when }] },
      "no rule applies = 0.00 EUR",
      {
        plan: { version: 2 },
        matches: [
          { rule_id: null, rules: [{ holds: false, conditions: { ...when, actual: "sale", holds: false } }] },
        ],
      },
    ],
    [
      "since the order was small",
      { minimumOrderMinor: 10_001n },
      "below the minimum order = 0.00 EUR",
      { minimum_order: { minimum_minor: "10001", actual: "10000", holds: false } },
    ],
    [
      "since a cap was used up",
      { caps: [{ scope: "conversion", amountMinor: 0n }] },
      "10 % of 100.00 EUR = 10.00 EUR, capped at 0.00 EUR",
      { caps: [{ before_minor: "1000", after_minor: "0" }], matches: [{ rule_id: "ten" }] },
    ],
  ])("%s is explained by every question and answer", async (_why, plan, arithmetic, trace) => {
    await underPlan(plan);
    const { commissions, decision, unearned } = await sell("a");
    expect(commissions).toEqual([]);
    expect(unearned).toMatchObject([{ credit: decision?.credits[0], arithmetic, trace }]);
  });

  it("is not told of where it earned", async () => {
    await underPlan({});
    const { commissions, unearned } = await sell("a");
    expect([commissions.length, unearned]).toEqual([1, []]);
  });

  it("is not told to who sees a part of the credits, of which no share is right", async () => {
    await underPlan({ minimumOrderMinor: 10_001n });
    const { conversion, decision, commissions, unearned } = await sell("a");
    if (!decision) throw new Error("it was not decided");
    const credits = decision.credits.map((credit) => ({ ...credit, creditPpm: 500_000 }));
    const seen = { conversion, decision: { ...decision, credits }, commissions };
    const told = await shop.as("system:test", (context) =>
      transact(context, (tx) => loadUnearned(tx, context, seen)),
    );
    expect([unearned.length, told]).toEqual([1, []]);
  });

  it("is not told of where the rules of now would pay it, as those of then did not", async () => {
    await underPlan({});
    const { conversion, decision } = await sell("a");
    const paidNothing = { conversion, decision, commissions: [] };
    const told = await shop.as("system:test", (context) =>
      transact(context, (tx) => loadUnearned(tx, context, paidNothing)),
    );
    expect(told).toEqual([]);
  });
});
