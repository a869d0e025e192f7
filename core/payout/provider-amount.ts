import { type Currency, currencyExponent } from "../money/currency.ts";
import type { PayoutProviderName } from "./payout-lifecycle.ts";

/** Which amounts a provider pays, and how it writes those of currencies that it does not treat as ISO 4217 does. */
export type AmountRules = {
  /** The currencies it pays; absent where they are not known beforehand. */
  readonly currencies?: ReadonlySet<string>;
  /** The largest amount, in the provider's smallest units. */
  readonly unitsMax?: bigint;
  /** Decimals of the provider's smallest unit. */
  readonly exponents?: Readonly<Record<string, number>>;
  /** The amount in the provider's smallest units must be a multiple of it. */
  readonly multiples?: Readonly<Record<string, bigint>>;
};

/** Stripe: zero-decimal MGA; ISK and UGX in hundredths that are always whole; three decimals end in a zero. */
export const STRIPE_AMOUNTS: AmountRules = {
  // Twelve digits.
  unitsMax: 999_999_999_999n,
  exponents: { MGA: 0, ISK: 2, UGX: 2 },
  multiples: { ISK: 100n, UGX: 100n, BHD: 10n, IQD: 10n, JOD: 10n, KWD: 10n, LYD: 10n, OMR: 10n, TND: 10n },
};

/** PayPal: the currencies of Payouts, of which CNY and INR are none; HUF, JPY and TWD take no decimals. */
export const PAYPAL_AMOUNTS: AmountRules = {
  currencies: new Set(
    "AUD BRL CAD CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD".split(" "),
  ),
  exponents: { HUF: 0, JPY: 0, TWD: 0 },
};

/** SEPA: euro, up to 999,999,999.99 (EPC125-05). */
const SEPA_AMOUNTS: AmountRules = { currencies: new Set(["EUR"]), unitsMax: 99_999_999_999n };

const AMOUNTS: Readonly<Record<PayoutProviderName, AmountRules>> = {
  ...{ csv: {}, sepa: SEPA_AMOUNTS, stripe: STRIPE_AMOUNTS, paypal: PAYPAL_AMOUNTS, wise: {} },
};

/** What a provider takes of a currency, in minor units: multiples of `stepMinor`, none above `maxMinor`. */
export type TakenAmounts = { readonly stepMinor: bigint; readonly maxMinor: bigint | null };

/** The amounts of a currency that a provider takes, as data for whoever plans; null where it does not pay in it. */
export function takenAmounts(provider: PayoutProviderName, currency: Currency): TakenAmounts | null {
  const rules = AMOUNTS[provider];
  if (rules.currencies && !rules.currencies.has(currency)) return null;
  const shift = exponentFor(rules, currency) - currencyExponent(currency);
  const scale = 10n ** BigInt(Math.abs(shift));
  const multiple = rules.multiples?.[currency] ?? 1n;
  const { unitsMax } = rules;
  const [unitsOf, minorOf] = shift < 0 ? [1n, scale] : [scale, 1n];
  return {
    stepMinor: (multiple * minorOf) / commonDivisor(multiple * minorOf, unitsOf),
    // Rounded down: the largest amount that is not above it.
    maxMinor: unitsMax === undefined ? null : (unitsMax * minorOf) / unitsOf,
  };
}

/** Why a provider would refuse an amount whoever receives it, or null. */
export function amountProblem(
  provider: PayoutProviderName,
  amountMinor: bigint,
  currency: Currency,
): "currency_not_supported" | "amount_not_representable" | "amount_too_large" | null {
  const taken = takenAmounts(provider, currency);
  if (taken === null) return "currency_not_supported";
  if (amountMinor % taken.stepMinor !== 0n) return "amount_not_representable";
  return taken.maxMinor !== null && amountMinor > taken.maxMinor ? "amount_too_large" : null;
}

function commonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : commonDivisor(right, left % right);
}

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
