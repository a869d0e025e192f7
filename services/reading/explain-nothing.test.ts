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
import { explainConversion } from "./explain-conversion.ts";

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
