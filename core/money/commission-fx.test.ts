import { describe, expect, it } from "vitest";
import { currencyOf, fxRefs, rateRefs, toPaid, valuationRefs } from "./commission-fx.ts";
import type { Currency } from "./currency.ts";
import type { FxRate } from "./fx.ts";

const [EUR, USD, JPY, CHF] = ["EUR", "USD", "JPY", "CHF"] as Currency[] as [
  Currency,
  Currency,
  Currency,
  Currency,
];
const rate = (currency: Currency, text: string): FxRate => ({
  ...{ currency, rate: text, day: "2020-08-11", source: "ecb" },
});
const [usd, jpy] = [rate(USD, "1.1783"), rate(JPY, "124.97")];

describe("a commission is paid", () => {
  const currencies = { earned: CHF, sale: USD, program: EUR, affiliate: JPY };

  it.each([
    ["earned", currencies, CHF],
    ["sale", currencies, USD],
    ["program", currencies, EUR],
    ["affiliate", currencies, JPY],
    ["affiliate", { ...currencies, affiliate: null }, EUR],
    ["sale", { ...currencies, affiliate: null }, USD],
  ] as const)("in the currency of the %s", (setting, given, expected) => {
    expect(currencyOf(setting, given)).toBe(expected);
  });

  it("as it was earned where that is the currency", () => {
    const earned = { amountMinor: 500n, currency: EUR };
    expect(toPaid(earned, EUR, null)).toEqual({ ...earned, fx: null, arithmetic: null });
    expect(toPaid(earned, EUR, { from: null, to: usd })).toEqual({ ...earned, fx: null, arithmetic: null });
  });

  it("as it was earned where there is no rate, and says so", () => {
    const earned = { amountMinor: 500n, currency: USD };
    expect(toPaid(earned, EUR, null)).toEqual({ ...earned, fx: null, arithmetic: "no rate from USD to EUR" });
  });

  it("converted once, half up, with its rates and in words", () => {
    const rates = { from: usd, to: jpy };
    expect(toPaid({ amountMinor: 10_000n, currency: USD }, JPY, rates)).toEqual({
      ...{ amountMinor: 10_606n, currency: JPY },
      fx: { amount_minor: "10000", currency: USD, from: usd, to: jpy },
      arithmetic: "100.00 USD at 1.1783 USD/EUR of 2020-08-11, 124.97 JPY/EUR of 2020-08-11 = 10606 JPY",
    });
    expect(toPaid({ amountMinor: 10_000n, currency: EUR }, USD, { from: null, to: usd })).toMatchObject({
      ...{ amountMinor: 11_783n, fx: { from: null, to: usd } },
      arithmetic: "100.00 EUR at 1.1783 USD/EUR of 2020-08-11 = 117.83 USD",
    });
  });
});

describe("a journal keeps beside its entries", () => {
  it("the sum as it was earned, and each rate that there was", () => {
    const fx = { amount_minor: "10000", currency: USD, from: usd, to: jpy };
    expect(fxRefs(fx)).toEqual({
      ...{ fx_amount_minor: "10000", fx_currency: "USD" },
      ...{ fx_from: "ecb 2020-08-11 USD 1.1783", fx_to: "ecb 2020-08-11 JPY 124.97" },
    });
    expect(rateRefs({ from: usd, to: null })).toEqual({ fx_from: "ecb 2020-08-11 USD 1.1783" });
    expect(rateRefs({ from: null, to: jpy })).toEqual({ fx_to: "ecb 2020-08-11 JPY 124.97" });
    expect(rateRefs({ from: null, to: null })).toEqual({});
  });

  it("the part of the sale that was valued, and each rate that there was", () => {
    const part = { sale_amount_minor: "10000", sale_currency: "USD" };
    const sold = { amountMinor: 10_000n, currency: USD };
    expect(valuationRefs(sold, { from: usd, to: jpy })).toEqual({
      ...{ ...part, valued_from: "ecb 2020-08-11 USD 1.1783", valued_to: "ecb 2020-08-11 JPY 124.97" },
    });
    expect(valuationRefs(sold, { from: null, to: null })).toEqual(part);
  });
});
