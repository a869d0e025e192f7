import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import { commissions, fxRates, planVersions, programs } from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { settleConversions } from "../conversions/settle-conversions.ts";

const [EUR, USD] = ["EUR", "USD"] as Currency[] as [Currency, Currency];
const FLAT = { kind: "flat", amountMinor: 1_500n } as const;
const DAY_MS = 86_400_000;
const NOW = Date.now();
/** Rates of the dollar that move, one a day from nine days ago; the newest is as old as it was quoted. */
const RATES = ["1.1783", "1.0119", "1.3377", "0.9871"];

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
  const rules = [{ id: "all", when: null, recurringMonths: null, action: FLAT }];
  const caps = [{ scope: "affiliate", period: "lifetime", amountMinor: 5_000n }] as const;
  const body = planRulesBody({ ...PLAIN_TERMS, currency: EUR, rules, caps });
  const version = { planId: shop.planId, version: 2, hash: "h2", body, effectiveFrom: new Date(0) };
  await shop.owner(async (db) => {
    await db.insert(planVersions).values({ workspaceId: shop.workspaceId, ...version });
    await db
      .update(programs)
      .set({ currency: USD, commissionCurrency: "program" })
      .where(eq(programs.workspaceId, shop.workspaceId));
    const quoted = RATES.map((rate, index) => ({
      rate,
      day: dayOf(30 - index),
      source: "ecb",
      currency: USD,
    }));
    await db.insert(fxRates).values(quoted);
  });
});
afterAll(() => database.drop());

const daysAgo = (days: number) => new Date(NOW - days * DAY_MS);
const dayOf = (days: number) => daysAgo(days).toISOString().slice(0, 10);

/** Sells so many days ago; what was earned, and in which currency it was paid. */
async function sell(externalId: string, days: number) {
  const occurredAt = daysAgo(days);
  const at = new Date(occurredAt.getTime() - 60_000);
  const { text } = await shop.owner((db) => insertClick(db, shop, shop.affiliates[0], { at }));
  const sold = saleOf(shop, {
    externalId,
    clickIds: [text],
    currency: EUR,
    occurredAt,
    receivedAt: occurredAt,
  });
  await shop.as("system:test", (context) => settleConversions(context, [sold], TEST_HMACS));
  const [row] = await shop.owner((db) =>
    db.select().from(commissions).where(eq(commissions.conversionId, sold.accepted.id)),
  );
  return row
    ? `${row.fx?.amount_minor ?? row.amountMinor} ${row.fx?.currency ?? row.currency}, ${row.currency}`
    : null;
}

it("count what was earned, to the cent, however rates move and though none is quoted any more", async () => {
  const paid: (string | null)[] = [];
  for (const [index, days] of [30, 29, 28].entries()) paid.push(await sell(`o${index}`, days));
  expect(paid).toEqual(Array.from({ length: 3 }, () => "1500 EUR, USD"));
  // Nobody quotes the dollar eleven days after: what was paid in it is known all the same.
  expect([await sell("late", 10), await sell("later", 9)]).toEqual(["500 EUR, EUR", null]);
});
