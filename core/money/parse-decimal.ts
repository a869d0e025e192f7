import { type Currency, currencyExponent } from "./currency.ts";

/** Digits of the largest amount there is, in minor units. */
const MINOR_DIGITS_MAX = 15;
const DECIMAL = /^(0|[1-9]\d*)(?:\.(\d+))?$/;

/** What may be wrong with an amount, as whoever sent it is told. */
export const DECIMAL_PROBLEMS = {
  not_a_decimal: "must be a decimal such as 12.90, not negative",
  too_many_decimals: "must not have more decimals than the currency",
  too_large: "must not have more than 15 digits in minor units",
} as const;
export type DecimalProblem = keyof typeof DECIMAL_PROBLEMS;

/**
 * Reads an amount in major units as minor units, exactly: `12.9` EUR is 1290, `1299` JPY is 1299. Never
 * rounds: more decimals than the currency has are refused even if they are zeros, since `12.900` may be
 * twelve thousand nine hundred to whoever wrote it. No sign, exponent, separator of thousands or comma.
 */
export function parseDecimal(text: string, currency: Currency): bigint | DecimalProblem {
  const [, whole, decimals = ""] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return "not_a_decimal";
  const exponent = currencyExponent(currency);
  if (decimals.length > exponent) return "too_many_decimals";
  if (whole.length + exponent > MINOR_DIGITS_MAX && whole !== "0") return "too_large";
  return BigInt(whole + decimals.padEnd(exponent, "0"));
}
