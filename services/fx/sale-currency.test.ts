import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import { journals, planVersions, programs } from "../../db/schema/index.ts";
import { takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { settleConversions } from "../conversions/settle-conversions.ts";
import { explainConversion } from "../reading/explain-conversion.ts";
import { importRates } from "./import-rates.ts";

const [EUR, USD, CHF] = ["EUR", "USD", "CHF"] as Currency[] as [Currency, Currency, Currency];
const DAY_MS = 86_400_000;
const NOW = new Date();
const TODAY = NOW.toISOString().slice(0, 10);
const RATE = `ecb ${TODAY} USD 1.1783`;
const FLAT = { kind: "flat", amountMinor: 500n } as const;

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
  const usd = { source: "ecb", day: TODAY, currency: USD, rate: "1.1783" };
  await shop.as("system:test", ({ db }) => importRates(db, [usd]));
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

/** Sells 100.00 of a currency, in a program that pays in that of the sale, under a plan in euros. */
async function sell(
  currency: Currency,
  action: CommissionPlan["rules"][0]["action"],
  { days = 0, pays = "sale" }: { readonly days?: number; readonly pays?: "sale" | "earned" } = {},
) {
  const rules = [{ id: "all", when: null, recurringMonths: null, action }];
  const body = planRulesBody({ ...PLAIN_TERMS, currency: EUR, rules });
  const version = { planId: shop.planId, version: 2, hash: "h2", body, effectiveFrom: new Date(0) };
  const { text } = await shop.owner(async (db) => {
    await db.insert(planVersions).values({ workspaceId: shop.workspaceId, ...version });
    await db
      .update(programs)
      .set({ commissionCurrency: pays })
      .where(eq(programs.workspaceId, shop.workspaceId));
    return insertClick(db, shop, shop.affiliates[0], { at: new Date(NOW.getTime() - 600_000) });
  });
  const receivedAt = new Date(NOW.getTime() - days * DAY_MS);
  const sold = saleOf(shop, { externalId: "o", clickIds: [text], currency, receivedAt, occurredAt: NOW });
  const [settled] = await shop.as("system:test", (context) => settleConversions(context, [sold], TEST_HMACS));
  return { settled, id: sold.accepted.id, commission: (await shop.commissions())[0] };
}
const journalsOf = () =>
  shop.owner((db) => db.select().from(journals).where(eq(journals.workspaceId, shop.workspaceId)));

describe("a program that pays in the sale's currency", () => {
  it("pays a flat sum of its plan in it, with both sums and the rate on the journal", async () => {
    const { commission } = await sell(USD, FLAT);
    expect(commission).toMatchObject({
      ...{ amountMinor: 589n, currency: "USD", baseMinor: 10_000n, baseCurrency: "USD" },
      fx: { amount_minor: "500", currency: "EUR", from: null, to: { rate: "1.1783", day: TODAY } },
      arithmetic: `flat 5.00 EUR = 5.00 EUR; 5.00 EUR at 1.1783 USD/EUR of ${TODAY} = 5.89 USD`,
    });
    const [booked] = await journalsOf();
    expect(booked?.refs).toMatchObject({ fx_amount_minor: "500", fx_currency: "EUR", fx_to: RATE });
  });

  it("pays a percentage in it, though the plan valued the sale in its own", async () => {
    const { commission } = await sell(USD, { kind: "percent", ratePpm: 100_000n });
    // 100.00 USD are 84.87 EUR, a tenth 8.49 EUR, and that 10.00 USD.
    expect(commission).toMatchObject({ amountMinor: 1_000n, currency: "USD", fx: { amount_minor: "849" } });
    const [booked] = await journalsOf();
    expect(booked?.refs).toMatchObject({ valued_from: RATE, fx_amount_minor: "849", fx_to: RATE });
  });

  it("converts nothing where the sale is in the plan's currency", async () => {
    const { commission } = await sell(EUR, FLAT);
    expect(commission).toMatchObject({ amountMinor: 500n, currency: "EUR", fx: null });
  });

  it("takes back at the rate it paid at, to the last minor unit", async () => {
    await sell(USD, FLAT);
    await shop.as("system:test", approveDueCommissions);
    for (const [index, amountMinor] of [3_333n, 3_333n, 3_334n].entries()) {
      const change = { order: "o", externalId: `r${index}`, amountMinor };
      await shop.as("system:test", (context) => takeChange(context, shop, change));
    }
    expect(await shop.commissions()).toMatchObject([
      { status: "reversed", reducedMinor: 589n, currency: "USD" },
    ]);
    const taken = (await journalsOf()).filter(({ kind }) => kind === "commission_taken_back");
    expect(taken.map(({ refs }) => refs)).toMatchObject([{ fx_to: RATE }, { fx_to: RATE }, { fx_to: RATE }]);
  });

  it("waits for a rate, and says so; after five days it pays what was earned", async () => {
    const { settled, id } = await sell(CHF, FLAT);
    expect(settled).toMatchObject({ kind: "waiting" });
    const told = await shop.as("system:test", (context) => explainConversion(context, { id }));
    expect(told?.waiting).toMatchObject({ for: "rates" });
    shop = await openShop(database);
    const { commission } = await sell(CHF, FLAT, { days: 5 });
    expect(commission).toMatchObject({ amountMinor: 500n, currency: "EUR", fx: null });
    expect(commission?.arithmetic).toMatch(/no rate from EUR to CHF$/);
  });
});

describe("a program that pays what is earned, as they do unless they are told", () => {
  it("pays in the plan's currency, converts nothing and waits for nothing", async () => {
    const [own] = await shop.owner((db) =>
      db.select().from(programs).where(eq(programs.workspaceId, shop.workspaceId)),
    );
    expect(own?.commissionCurrency).toBe("earned");
    const { settled, commission } = await sell(CHF, FLAT, { pays: "earned" });
    expect(settled).toMatchObject({ kind: "decided" });
    const arithmetic = "flat 5.00 EUR = 5.00 EUR";
    expect(commission).toMatchObject({ amountMinor: 500n, currency: "EUR", fx: null, arithmetic });
  });
});
