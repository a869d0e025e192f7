import { type Currency, currencyExponent } from "../money/currency.ts";

/** How a provider writes amounts of currencies that it does not treat as ISO 4217 does. */
export type AmountRules = {
  /** Decimals of the provider's smallest unit. */
  readonly exponents?: Readonly<Record<string, number>>;
  /** The amount in the provider's smallest units must be a multiple of it. */
  readonly multiples?: Readonly<Record<string, bigint>>;
};

/** Stripe: zero-decimal MGA; ISK and UGX in hundredths that are always whole; three decimals end in a zero. */
export const STRIPE_AMOUNTS: AmountRules = {
  exponents: { MGA: 0, ISK: 2, UGX: 2 },
  multiples: { ISK: 100n, UGX: 100n, BHD: 10n, IQD: 10n, JOD: 10n, KWD: 10n, LYD: 10n, OMR: 10n, TND: 10n },
};

/** PayPal: HUF, JPY and TWD take no decimals. */
export const PAYPAL_AMOUNTS: AmountRules = { exponents: { HUF: 0, JPY: 0, TWD: 0 } };

/** An amount in a provider's smallest units, or null if it has no such amount: nothing is ever rounded away. */
export function unitsFor(rules: AmountRules, amountMinor: bigint, currency: Currency): bigint | null {
  const shift = exponentFor(rules, currency) - currencyExponent(currency);
  const scale = 10n ** BigInt(Math.abs(shift));
  if (shift < 0 && amountMinor % scale !== 0n) return null;
  const units = shift < 0 ? amountMinor / scale : amountMinor * scale;
  return units % (rules.multiples?.[currency] ?? 1n) === 0n ? units : null;
}

/** An amount as a provider's decimal, e.g. `12.90`, or null if it has no such amount. */
export function decimalFor(rules: AmountRules, amountMinor: bigint, currency: Currency): string | null {
  const units = unitsFor(rules, amountMinor, currency);
  if (units === null) return null;
  const exponent = exponentFor(rules, currency);
  const digits = String(units).padStart(exponent + 1, "0");
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

const exponentFor = (rules: AmountRules, currency: Currency): number =>
  rules.exponents?.[currency] ?? currencyExponent(currency);
