import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import { applyRules, EXACT_WHOLE, type RuleLines } from "./apply-rules.ts";
import type { TieredAction } from "./commission-plan.ts";
import { tieredAmount } from "./tiers.ts";
import { openValuer } from "./valuer.ts";

const [EUR, USD, JPY] = ["EUR", "USD", "JPY"] as Currency[] as [Currency, Currency, Currency];
const WHOLE_PERIOD: TieredAction = {
  ...{ kind: "tiered", mode: "whole_period", metric: "conversions", period: "month" },
  tiers: [
    { from: 0n, ratePpm: 100_000n },
    { from: 3n, ratePpm: 200_000n },
  ],
};

describe("rules with tiers, in one order", () => {
  const line = { sku: null, category: null, quantity: 1n, amountMinor: 5_000n };
  const apply = (
    action: TieredAction,
    volume: { amountMinor: bigint; conversions: bigint; isCounted: boolean },
  ) => {
    const rules = ["a", "b"].map(
      (id): RuleLines => ({
        ...{ rule: { id, when: null, recurringMonths: null, action }, order: [line], part: [line] },
      }),
    );
    const terms = { creditPpm: 1_000_000n, currency: EUR, toPlan: (minor: bigint) => minor };
    return applyRules(rules, { ...terms, volumeOf: () => volume }).map(({ exact }) => exact / EXACT_WHOLE);
  };

  it("count the order's conversion once, and not one that another credit of the affiliate counted", () => {
    const paid = (conversions: bigint, isCounted: boolean) =>
      apply({ ...WHOLE_PERIOD, mode: "marginal" }, { amountMinor: 1_000n, conversions, isCounted });
    expect([paid(1n, false), paid(2n, false), paid(2n, true), paid(3n, true)]).toEqual([
      ...[
        [500n, 500n],
        [1_000n, 1_000n],
        [500n, 500n],
        [1_000n, 1_000n],
      ],
    ]);
  });

  it("make up for the period before, once a conversion attains the tier", () => {
    // 20 % of 6,000 less 10 % of 1,000.
    const volume = { amountMinor: 1_000n, conversions: 2n, isCounted: false };
    expect(apply(WHOLE_PERIOD, volume)[0]).toBe(1_100n);
    expect(apply(WHOLE_PERIOD, { ...volume, isCounted: true })[0]).toBe(500n);
    expect(apply(WHOLE_PERIOD, { ...volume, conversions: 3n })[0]).toBe(1_000n);
  });
});

describe("a tier", () => {
  const none = { amountMinor: 0n, conversions: 0n };

  it("is the highest that a volume attains, and the first is from nothing", () => {
    const sale = { orderMinor: 1n, partMinor: 1n, creditPpm: 1n, before: none, after: none };
    const tiers = [{ from: 2n, ratePpm: 1n }];
    expect(() => tieredAmount({ ...WHOLE_PERIOD, tiers }, sale)).toThrow("the first tier is from 0");
    expect(() => tieredAmount({ ...WHOLE_PERIOD, mode: "per_order", tiers }, sale)).toThrow();
  });
});

describe("a valuer", () => {
  it("notes each pair that it could not value once, and needs no rate for nothing", () => {
    const valuer = openValuer([], Date.UTC(2026, 10, 20));
    const pairs = [
      [USD, EUR],
      [JPY, EUR],
      [USD, EUR],
      [EUR, USD],
    ] as const;
    expect(pairs.map(([from, to]) => valuer.value(5n, from, to))).toEqual([0n, 0n, 0n, 0n]);
    expect([valuer.value(0n, "CHF" as Currency, EUR), valuer.value(5n, EUR, EUR)]).toEqual([0n, 5n]);
    const day = "2026-11-20";
    expect(valuer.missing()).toEqual([
      { from: USD, to: EUR, day },
      { from: JPY, to: EUR, day },
      { from: EUR, to: USD, day },
    ]);
  });
});
