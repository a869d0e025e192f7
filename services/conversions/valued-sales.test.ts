import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import * as schema from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { explainConversion } from "../reading/explain-conversion.ts";
import { settleConversions } from "./settle-conversions.ts";

const [EUR, USD] = ["EUR", "USD"] as Currency[] as [Currency, Currency];
const DAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
  const [seller, sponsor] = shop.affiliates;
  const terms = {
    ...{ ...PLAIN_TERMS, currency: EUR, overrides: { of: "base", ratesPpm: [10_000n] } as const },
    rules: [
      {
        ...{ id: "lead", recurringMonths: null, action: { kind: "flat", amountMinor: 300n } as const },
        when: { field: "conversion.event", in: ["lead"] } as const,
      },
      {
        id: "all",
        when: null,
        recurringMonths: null,
        action: { kind: "percent", ratePpm: 100_000n } as const,
      },
    ],
  };
  await shop.owner(async (db) => {
    await db.insert(schema.planVersions).values({
      ...{ workspaceId: shop.workspaceId, planId: shop.planId, version: 2, hash: "h2" },
      ...{ body: planRulesBody(terms), effectiveFrom: new Date(0) },
    });
    await db.insert(schema.fxRates).values({ source: "ecb", day: DAY, currency: USD, rate: "1.25" });
    await db
      .update(schema.affiliates)
      .set({ sponsorId: sponsor.affiliateId })
      .where(eq(schema.affiliates.id, seller.affiliateId));
  });
});
afterAll(() => database.drop());

async function sell(externalId: string, currency: Currency, event = "sale") {
  const at = new Date(Date.now() - 600_000);
  const { text } = await shop.owner((db) => insertClick(db, shop, shop.affiliates[0], { at }));
  const sold = saleOf(shop, { externalId, clickIds: [text], currency, event });
  await shop.as("system:test", (context) => settleConversions(context, [sold], TEST_HMACS));
  const found = await shop.as("system:test", (context) => explainConversion(context, { externalId }));
  return {
    said: found?.commissions.map(({ arithmetic }) => arithmetic),
    refs: found?.journals.map(({ refs }) => refs as Record<string, string>) ?? [],
  };
}
const RATE = `1.25 USD/EUR of ${DAY}`;
const VALUED = { sale_amount_minor: "10000", sale_currency: "USD", valued_from: `ecb ${DAY} USD 1.25` };

it("of a currency that is not the plan's leave the sum and the rate with the journal, and in the arithmetic", async () => {
  const { said, refs } = await sell("a", USD);
  expect(said).toEqual([
    `10 % of 80.00 EUR = 8.00 EUR; the sale in USD at ${RATE}`,
    `10000 ppm of the base 80.00 EUR = 0.80 EUR; the sale in USD at ${RATE}`,
  ]);
  expect(refs).toMatchObject([VALUED, VALUED]);
});

it("of which only a sponsor has a part are valued for that alone", async () => {
  const { said, refs } = await sell("b", USD, "lead");
  expect(said?.[0]).toBe("flat 3.00 EUR = 3.00 EUR");
  expect(refs.map((each) => Object.hasOwn(each, "valued_from")).sort()).toEqual([false, true]);
});

it("of the plan's own currency are not valued", async () => {
  const { said, refs } = await sell("c", EUR);
  expect(said?.[0]).toBe("10 % of 100.00 EUR = 10.00 EUR");
  expect(refs.map((each) => Object.keys(each))).toEqual([["commission_id"], ["commission_id"]]);
});
