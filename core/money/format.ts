import { type Currency, currencyExponent } from "./currency.ts";

/** Writes minor units in the currency's own decimals: 1299 EUR as `12.99`, 1299 JPY as `1299`. */
export function formatMinor(amountMinor: bigint, currency: Currency): string {
  const exponent = currencyExponent(currency);
  const sign = amountMinor < 0n ? "-" : "";
  const digits = String(amountMinor < 0n ? -amountMinor : amountMinor).padStart(exponent + 1, "0");
  if (exponent === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
