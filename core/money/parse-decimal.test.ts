import fc from "fast-check";
import { expect, it } from "vitest";
import type { Currency } from "./currency.ts";
import { formatMinor } from "./format.ts";
import { parseDecimal } from "./parse-decimal.ts";

it.each([
  ["12.90", "EUR", 1290n],
  ["12.9", "EUR", 1290n],
  ["12", "EUR", 1200n],
  ["0", "EUR", 0n],
  ["0.01", "EUR", 1n],
  ["1299", "JPY", 1299n],
  ["12.900", "KWD", 12_900n],
  ["0.0001", "CLF", 1n],
  ["0.00", "EUR", 0n],
  ["9999999999999.99", "EUR", 999_999_999_999_999n],
  ["999999999999999", "JPY", 999_999_999_999_999n],
])("reads %s %s as %s minor units", (text, currency, minor) => {
  expect(parseDecimal(text, currency as Currency)).toBe(minor);
});

it.each([
  ["12.900", "EUR", "too_many_decimals"],
  ["12.90", "JPY", "too_many_decimals"],
  ["1.0", "JPY", "too_many_decimals"],
  ["0.0000000001", "EUR", "too_many_decimals"],
  ["10000000000000.00", "EUR", "too_large"],
  ["1000000000000000", "JPY", "too_large"],
  ...[
    "",
    " ",
    "12,90",
    "1,299.00",
    "1.299,00",
    "-1",
    "+1",
    "1e3",
    ".5",
    "5.",
    "007",
    "0x10",
    "٣",
    "12.9 ",
    "NaN",
  ].map((text): [string, string, string] => [text, "EUR", "not_a_decimal"]),
])("refuses %j %s as %s", (text, currency, problem) => {
  expect(parseDecimal(text, currency as Currency)).toBe(problem);
});

it("reads back whatever amount is written, in any currency", () => {
  const currency = fc.constantFrom(...["EUR", "JPY", "KWD", "CLF"]) as fc.Arbitrary<Currency>;
  void fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), currency, (minor, code) => {
      expect(parseDecimal(formatMinor(minor, code), code)).toBe(minor);
    }),
  );
});
