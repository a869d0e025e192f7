import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { FxRate } from "../money/fx.ts";
import { type DuePart, planPayouts } from "./plan-payouts.ts";

const usd: FxRate = { source: "ecb", day: "2020-08-11", currency: "USD" as Currency, rate: "1.1783" };
const rates = (from: Currency, to: Currency) =>
  from === "USD" && to === "EUR" ? { from: usd, to: null } : null;
const part = (amountMinor: bigint, more: Record<string, unknown> = {}): DuePart =>
  ({
    ...{ affiliateId: "aff_1", programId: "prg_1", currency: "EUR", paysIn: "EUR", amountMinor },
    ...{ minimumMinor: 0n, ...more },
  }) as unknown as DuePart;
const plan = (...parts: DuePart[]) => {
  const { payouts, waiting } = planPayouts(parts, rates);
  return [
    ...payouts.map(({ affiliateId, amountMinor, currency }) => `${affiliateId} ${amountMinor} ${currency}`),
    ...waiting.map(({ amountMinor, currency, reason }) => `${amountMinor} ${currency} ${reason}`),
  ];
};
const second = { programId: "prg_2", minimumMinor: 10_000n };

describe("planPayouts", () => {
  it("pays what reaches its minimum exactly, and lets wait what is below it", () => {
    const minimumMinor = 1_000n;
    const other = part(999n, { affiliateId: "aff_2", minimumMinor });
    expect(plan(part(1_000n, { minimumMinor }), other)).toEqual([
      ...["aff_1 1000 EUR", "999 EUR below_minimum"],
    ]);
  });

  it("adds programs in the order of their minimums, up to the last that is reached", () => {
    const first = { minimumMinor: 1_000n };
    expect(plan(part(500n, second), part(2_000n, first))).toEqual([
      "aff_1 2000 EUR",
      "500 EUR below_minimum",
    ]);
    expect(plan(part(9_000n, second), part(2_000n, first))).toEqual(["aff_1 11000 EUR"]);
    expect(plan(part(9_500n, second), part(500n, first))).toEqual(["aff_1 10000 EUR"]);
  });

  it("nets what is owed by the affiliate first, whatever its program", () => {
    expect(plan(part(600n), part(-500n, second))).toEqual(["aff_1 100 EUR"]);
    expect(plan(part(500n), part(-500n, second))).toEqual(["0 EUR negative_balance"]);
  });

  it("converts a currency as a whole, rounded once", () => {
    const dollars = { currency: "USD" };
    // 0.04 USD are 3.39 cents; each cent by itself would be 0.85, and four of them four.
    const cents = [1, 2, 3, 4].map((each) => part(1n, { ...dollars, programId: `prg_${each}` }));
    expect(plan(...cents)).toEqual(["aff_1 3 EUR"]);
    expect(planPayouts([part(100n), part(10_000n, { ...dollars })], rates).payouts[0]?.sources).toEqual([
      { currency: "EUR", amountMinor: 100n, convertedMinor: 100n, fx: null },
      { currency: "USD", amountMinor: 10_000n, convertedMinor: 8_487n, fx: { from: usd, to: null } },
    ]);
  });

  it("lets a sum without a rate wait by itself, and all of it where the affiliate owes it", () => {
    const yen = { currency: "JPY" };
    expect(plan(part(100n), part(5n, yen))).toEqual(["aff_1 100 EUR", "5 JPY no_rate"]);
    expect(plan(part(100n), part(-5n, yen))).toEqual(["100 EUR no_rate"]);
  });
});
