import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Currency } from "../../core/money/currency.ts";
import { affiliates, conversions, journals, programs } from "../../db/schema/index.ts";
import { takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { insertClick, settleSale } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { importRates } from "./import-rates.ts";

const TODAY = new Date().toISOString().slice(0, 10);
const [USD, GBP, JPY, CHF] = ["USD", "GBP", "JPY", "CHF"] as [Currency, Currency, Currency, Currency];

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
  const rate = (currency: Currency, text: string) => ({ source: "ecb", day: TODAY, currency, rate: text });
  await shop.as("system:test", ({ db }) =>
    importRates(db, [rate(USD, "1.1783"), rate(GBP, "0.4"), rate(JPY, "124.97")]),
  );
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

/** Sells for so many cents, in a program that pays in this currency. */
async function sell(
  amountMinor: bigint,
  pays: {
    readonly program: Currency;
    readonly setting?: "program" | "affiliate";
    readonly affiliate?: Currency;
  },
) {
  const [seller] = shop.affiliates;
  const text = await shop.owner(async (db) => {
    await db
      .update(programs)
      .set({ currency: pays.program, commissionCurrency: pays.setting ?? "program" })
      .where(eq(programs.workspaceId, shop.workspaceId));
    if (pays.affiliate) {
      const isSeller = and(
        eq(affiliates.workspaceId, shop.workspaceId),
        eq(affiliates.id, seller.affiliateId),
      );
      await db.update(affiliates).set({ currency: pays.affiliate }).where(isSeller);
    }
    return (await insertClick(db, shop, seller, { at: new Date(Date.now() - 600_000) })).text;
  });
  const sale = { externalId: "order-1", clickIds: [text], amountMinor };
  await shop.as("system:test", (context) => settleSale(context, shop, sale));
  return (await shop.commissions())[0];
}
const journalsOf = () =>
  shop.owner((db) => db.select().from(journals).where(eq(journals.workspaceId, shop.workspaceId)));

describe("a commission", () => {
  it("is converted into the currency of the program, with both sums and the rate kept", async () => {
    const earned = await sell(10_000n, { program: USD });
    expect(earned).toMatchObject({
      ...{ amountMinor: 1_178n, currency: "USD", baseMinor: 10_000n, baseCurrency: "EUR" },
      fx: {
        amount_minor: "1000",
        currency: "EUR",
        from: null,
        to: { rate: "1.1783", day: TODAY, source: "ecb" },
      },
      arithmetic: expect.stringMatching(/10\.00 EUR at 1\.1783 USD\/EUR of .* = 11\.78 USD$/),
    });
    const [booked] = await journalsOf();
    expect(booked?.refs).toMatchObject({
      ...{ fx_amount_minor: "1000", fx_currency: "EUR", fx_to: `ecb ${TODAY} USD 1.1783` },
    });
  });

  it("is converted into the affiliate's own currency, or the program's where it has none", async () => {
    const own = await sell(10_000n, { program: USD, setting: "affiliate", affiliate: JPY });
    expect(own).toMatchObject({ amountMinor: 1_250n, currency: "JPY" });
    shop = await openShop(database);
    expect(await sell(10_000n, { program: USD, setting: "affiliate" })).toMatchObject({ currency: "USD" });
  });

  it("is taken back at the rate it was earned at, to the last minor unit", async () => {
    await sell(10_000n, { program: USD });
    await shop.as("system:test", approveDueCommissions);
    for (const [index, amountMinor] of [3_333n, 3_333n, 3_334n].entries()) {
      const change = { order: "order-1", externalId: `r${index}`, amountMinor };
      await shop.as("system:test", (context) => takeChange(context, shop, change));
    }
    expect(await shop.commissions()).toMatchObject([{ status: "reversed", reducedMinor: 1_178n }]);
    const taken = (await journalsOf()).filter(({ kind }) => kind === "commission_taken_back");
    expect(taken).toHaveLength(3);
    expect(taken[0]?.refs).toMatchObject({ fx_to: `ecb ${TODAY} USD 1.1783` });
  });

  it("stays in the currency of the sale where there is no rate", async () => {
    const earned = await sell(10_000n, { program: CHF });
    expect(earned).toMatchObject({ amountMinor: 1_000n, currency: "EUR", fx: null });
    expect(earned?.arithmetic).toMatch(/no rate from EUR to CHF$/);
  });

  it("of less than half a minor unit once converted is none, and its sale is decided all the same", async () => {
    expect(await sell(10n, { program: GBP })).toBeUndefined();
    const [sold] = await shop.owner((db) =>
      db.select().from(conversions).where(eq(conversions.workspaceId, shop.workspaceId)),
    );
    expect(sold).toMatchObject({ status: "attributed", reason: "commission_zero" });
  });
});
