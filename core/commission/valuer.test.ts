import { expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import { openValuer, valueSums } from "./valuer.ts";

const [EUR, USD] = ["EUR", "USD"] as Currency[] as [Currency, Currency];
/** One cent of a dollar is 0.4 cents of a euro. */
const RATES = [{ source: "ecb", day: "2026-11-20", currency: USD, rate: "2.5" }];

it("sums are valued alike, however they are parted", () => {
  const { value } = openValuer(RATES, Date.UTC(2026, 10, 20));
  const of = (...sums: readonly bigint[]) => sums.map((amountMinor) => ({ amountMinor, currency: USD }));
  expect(value(1n, USD, EUR)).toBe(0n);
  expect(valueSums(of(1n, 1n, 1n), EUR, value)).toBe(1n);
  expect(valueSums(of(3n), EUR, value)).toBe(1n);
  expect(valueSums([...of(3n), { amountMinor: 7n, currency: EUR }], EUR, value)).toBe(8n);
  expect(valueSums([], EUR, value)).toBe(0n);
});
