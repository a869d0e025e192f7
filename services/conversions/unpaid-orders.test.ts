import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import * as schema from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { explainConversion } from "../reading/explain-conversion.ts";
import { settleConversions, type ToSettle } from "./settle-conversions.ts";

const EUR = "EUR" as Currency;
const PERCENT = {
  id: "all",
  when: null,
  recurringMonths: null,
  action: { kind: "percent", ratePpm: 100_000n },
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

/** Adds version 2 of the plan, in force for long. */
const underPlan = (change: Partial<CommissionPlan>) =>
  shop.owner((db) =>
    db.insert(schema.planVersions).values({
      ...{ workspaceId: shop.workspaceId, planId: shop.planId, version: 2, hash: "h2" },
      ...{ body: planRulesBody({ ...PLAIN_TERMS, rules: [PERCENT], ...change }), effectiveFrom: new Date(0) },
    }),
  );

/** Settles sales one after the other; kinds and sums of what each earned. */
async function orders(...changes: readonly Partial<ToSettle["accepted"]>[]): Promise<readonly string[]> {
  const earned: string[] = [];
  for (const [index, change] of changes.entries()) {
    const { text } = await shop.owner((db) =>
      insertClick(db, shop, shop.affiliates[0], { at: new Date(Date.now() - 3_600_000) }),
    );
    const sale = saleOf(shop, { externalId: `n${index}`, clickIds: [text], ...change });
    await shop.as("system:test", (context) => settleConversions(context, [sale], TEST_HMACS));
    const explanation = await shop.as("system:test", (context) =>
      explainConversion(context, { id: sale.accepted.id }),
    );
    earned.push(
      (explanation?.commissions ?? []).map(({ kind, amountMinor }) => `${kind} ${amountMinor}`).join(", "),
    );
  }
  return earned;
}
const sums = (...amounts: readonly bigint[]) =>
  orders(...amounts.map((amountMinor) => ({ amountMinor, occurredAt: new Date() })));

describe("an order that no rule pays", () => {
  const tiers = [
    { from: 0n, ratePpm: 50_000n },
    { from: 5_000n, ratePpm: 100_000n },
  ];
  const action = { kind: "tiered", mode: "whole_period", metric: "amount", period: "month", tiers } as const;

  it("adds nothing to the volume that later ones are rated by", async () => {
    await underPlan({ currency: EUR, minimumOrderMinor: 1_000n, rules: [{ ...PERCENT, action }] });
    expect(await sums(900n, 5_000n, 1_000n)).toEqual(["", "sale 500", "sale 100"]);
  });

  it("is none of the orders that a bonus counts", async () => {
    const bonuses = [
      { id: "two", metric: "conversions", period: "month", threshold: 2n, amountMinor: 50n },
    ] as const;
    await underPlan({ currency: EUR, minimumOrderMinor: 1_000n, bonuses });
    expect(await sums(900n, 1_000n, 1_000n)).toEqual(["", "sale 100", "sale 100, bonus 50"]);
  });

  it("is the second of two of one instant, where the first alone earns", async () => {
    await underPlan({ rules: [{ ...PERCENT, when: { field: "conversion.payment", max: "1" } }] });
    const sale = { occurredAt: new Date(Date.now() - 600_000), customerExternalId: "c-9" };
    expect(await orders(sale, sale, sale)).toEqual(["sale 1000", "", ""]);
  });
});
