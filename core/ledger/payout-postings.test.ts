import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { FxPair, FxRate } from "../money/fx.ts";
import { assertBalanced } from "./journal.ts";
import { exchangeJournal, type PayoutSum, payoutJournal } from "./payout-postings.ts";

const usd: FxRate = { source: "ecb", day: "2020-08-11", currency: "USD" as Currency, rate: "1.1783" };
const payout = {
  ...{ payoutId: "pay_1", affiliateId: "aff_1", currency: "EUR", amountMinor: 8_587n },
  sources: [
    { currency: "EUR", amountMinor: 100n, convertedMinor: 100n, fx: null },
    { currency: "USD", amountMinor: 10_000n, convertedMinor: 8_487n, fx: { from: usd, to: null } },
  ],
} as unknown as PayoutSum;
const entries = (effect: Parameters<typeof payoutJournal>[0]) => {
  const journal = payoutJournal(effect, payout);
  assertBalanced(journal);
  return journal.entries.map(({ account, currency, amountMinor }) => `${account} ${amountMinor} ${currency}`);
};

describe("the journals of a payout that is converted", () => {
  it("pass through fx in both currencies, and name both sums and the rates", () => {
    expect(entries("submitted")).toEqual([
      "affiliate_payable 100 EUR",
      "affiliate_payable 10000 USD",
      "fx -10000 USD",
      "fx 8487 EUR",
      "payout_clearing -8587 EUR",
    ]);
    expect(payoutJournal("submitted", payout).refs).toEqual({
      payout_id: "pay_1",
      fx_USD_amount_minor: "10000",
      fx_USD_converted_minor: "8487",
      fx_USD_from: "ecb 2020-08-11 USD 1.1783",
    });
  });

  it("settle in the currency of the payout alone", () => {
    expect(entries("paid")).toEqual(["payout_clearing 8587 EUR", "paid_out -8587 EUR"]);
    expect(payoutJournal("paid", payout).refs).toEqual({ payout_id: "pay_1" });
  });

  it.each([
    ["failed", "payout_clearing"],
    ["returned", "paid_out"],
  ] as const)("owe each source again in its own currency and sum where it %s", (effect, held) => {
    expect(entries(effect)).toEqual([
      `${held} 8587 EUR`,
      "affiliate_payable -100 EUR",
      "affiliate_payable -10000 USD",
      "fx 10000 USD",
      "fx -8487 EUR",
    ]);
  });

  it.each(["failed", "returned"] as const)("name sums and rates again where it %s", (effect) => {
    expect(payoutJournal(effect, payout).refs).toEqual(payoutJournal("submitted", payout).refs);
  });

  it.each<[string, FxPair, Readonly<Record<string, string>>]>([
    ["from the base", { from: null, to: usd }, { fx_GBP_to: "ecb 2020-08-11 USD 1.1783" }],
    [
      "across the base",
      { from: { ...usd, currency: "GBP" as Currency, rate: "0.9" }, to: usd },
      { fx_GBP_from: "ecb 2020-08-11 GBP 0.9", fx_GBP_to: "ecb 2020-08-11 USD 1.1783" },
    ],
  ])("name each rate of a conversion %s", (_, fx, rates) => {
    const source = { currency: "GBP" as Currency, amountMinor: 900n, convertedMinor: 1_178n, fx };
    const ofOne = {
      ...payout,
      ...{ currency: "USD" as Currency, amountMinor: 1_178n, sources: [source] },
    };
    expect(payoutJournal("submitted", ofOne).refs).toEqual({
      ...{ payout_id: "pay_1", fx_GBP_amount_minor: "900", fx_GBP_converted_minor: "1178", ...rates },
    });
  });

  it("have no entry of nothing, where a source is worth less than a unit or is nothing itself", () => {
    const sources = [
      { currency: payout.currency, amountMinor: 100n, convertedMinor: 100n, fx: null },
      { currency: "JPY" as Currency, amountMinor: -30n, convertedMinor: 0n, fx: null },
      { currency: "USD" as Currency, amountMinor: 0n, convertedMinor: 0n, fx: null },
    ];
    const journal = payoutJournal("submitted", { ...payout, amountMinor: 100n, sources });
    expect(journal.entries).toEqual([
      { account: "affiliate_payable", affiliateId: "aff_1", currency: "EUR", amountMinor: 100n },
      { account: "affiliate_payable", affiliateId: "aff_1", currency: "JPY", amountMinor: -30n },
      { account: "fx", affiliateId: null, currency: "JPY", amountMinor: 30n },
      { account: "payout_clearing", affiliateId: "aff_1", currency: "EUR", amountMinor: -100n },
    ]);
  });

  it("refuse sources that do not sum to it", () => {
    expect(() => payoutJournal("submitted", { ...payout, amountMinor: 8_588n })).toThrow("sum to it");
  });
});

describe("the journal of what a payout really cost", () => {
  const debited = { currency: "USD" as Currency, amountMinor: 10_120n };
  const ofIt = (effect: Parameters<typeof exchangeJournal>[0]) => {
    const journal = exchangeJournal(effect, { ...payout, debited });
    assertBalanced(journal);
    return journal.entries.map(
      ({ account, affiliateId, currency, amountMinor }) =>
        `${account} ${affiliateId} ${amountMinor} ${currency}`,
    );
  };

  it("leaves on fx what the frozen rate and the real one differ by", () => {
    expect(ofIt("exchanged")).toEqual([
      "fx null 10120 USD",
      "paid_out null -10120 USD",
      "fx null -8587 EUR",
      "paid_out null 8587 EUR",
    ]);
  });

  it("is booked the other way where the payout came back", () => {
    expect(ofIt("exchange_returned")).toEqual([
      "fx null -10120 USD",
      "paid_out null 10120 USD",
      "fx null 8587 EUR",
      "paid_out null -8587 EUR",
    ]);
  });

  it.each(["exchanged", "exchange_returned"] as const)("has the key and the name of %s", (effect) => {
    expect(exchangeJournal(effect, { ...payout, debited })).toMatchObject({
      ...{ key: `payout:pay_1:${effect}`, kind: `payout_${effect}` },
    });
    expect(exchangeJournal(effect, { ...payout, debited }).refs).toEqual({ payout_id: "pay_1" });
  });

  it.each([0n, -1n])("is of positive sums, which %s is not", (amountMinor) => {
    const refused = "an exchange is of positive sums";
    expect(() => exchangeJournal("exchanged", { ...payout, debited, amountMinor })).toThrow(refused);
    const nothing = { ...payout, debited: { ...debited, amountMinor } };
    expect(() => exchangeJournal("exchanged", nothing)).toThrow(refused);
  });

  it("is of two currencies", () => {
    const same = { ...payout, debited: { ...debited, currency: payout.currency } };
    expect(() => exchangeJournal("exchanged", same)).toThrow("two currencies");
  });
});
