import { assert } from "../shared/assert.ts";
import { type Currency, currencyExponent } from "./currency.ts";
import { divideHalfUp } from "./money.ts";

/** What the European Central Bank quotes all others against. */
const FX_BASE = "EUR" as Currency;

/** A rate older than that is no price any more: long enough for a feed that was away over holidays. */
export const RATE_AGE_DAYS_MAX = 10;

/** So many units of a currency cost one euro: exact decimal text, as it was published. */
export type FxRate = {
  readonly currency: Currency;
  readonly rate: string;
  /** Day of publication, `YYYY-MM-DD`. */
  readonly day: string;
  readonly source: string;
};

/** The rates that turn one currency into another; null stands for the euro, whose rate is 1. */
export type FxPair = { readonly from: FxRate | null; readonly to: FxRate | null };

const RATE = /^(0|[1-9]\d{0,11})(?:\.(\d{1,12}))?$/;

/** True of a rate as it may be stored: a positive decimal, without sign or exponent. */
export function isRate(text: string): boolean {
  return RATE.test(text) && /[1-9]/.test(text);
}

/**
 * Turns minor units of one currency into those of another, over the euro: exact until the end, then rounded
 * half up once, to the minor unit of the target.
 */
export function convertMinor(
  amountMinor: bigint,
  { from, to, rates }: { readonly from: Currency; readonly to: Currency; readonly rates: FxPair },
): bigint {
  if (from === to) return amountMinor;
  const source = fractionOf(from, rates.from);
  const target = fractionOf(to, rates.to);
  const dividend = target.numerator * source.denominator * 10n ** BigInt(currencyExponent(to));
  const divisor = source.numerator * target.denominator * 10n ** BigInt(currencyExponent(from));
  return divideHalfUp(amountMinor * dividend, divisor);
}

/**
 * The rates between two currencies on a day: of each the latest on that day or before it. Null if there is
 * none of one of them; nothing is older than `daysMax` days, since a rate nobody quotes any more is no price.
 *
 * @param known any rates, in any order
 */
export function findPair(
  known: readonly FxRate[],
  { from, to, day, daysMax }: { from: Currency; to: Currency; day: string; daysMax: number },
): FxPair | null {
  const source = from === FX_BASE ? null : latest(known, from, { day, daysMax });
  const target = to === FX_BASE ? null : latest(known, to, { day, daysMax });
  return source === undefined || target === undefined ? null : { from: source, to: target };
}

const DAY_MS = 86_400_000;

function latest(
  known: readonly FxRate[],
  currency: Currency,
  { day, daysMax }: { readonly day: string; readonly daysMax: number },
): FxRate | undefined {
  const isCurrent = (rate: FxRate) => midnightMs(rate.day) + daysMax * DAY_MS >= midnightMs(day);
  return known
    .filter((rate) => rate.currency === currency && rate.day <= day && isCurrent(rate))
    .reduce<FxRate | undefined>((best, rate) => (best && best.day >= rate.day ? best : rate), undefined);
}

const midnightMs = (day: string): number => Date.parse(`${day}T00:00:00Z`);

function fractionOf(currency: Currency, rate: FxRate | null) {
  if (rate === null) {
    assert(currency === FX_BASE, `${currency} needs a rate`);
    return { numerator: 1n, denominator: 1n };
  }
  assert(rate.currency === currency, `a rate of ${rate.currency} is none of ${currency}`);
  assert(isRate(rate.rate), `${rate.rate} is no rate`);
  const [whole = "", decimals = ""] = rate.rate.split(".");
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) };
}
