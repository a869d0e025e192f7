import type { Currency } from "../money/currency.ts";
import { convertMinor, type FxRate, findPair, RATE_AGE_DAYS_MAX } from "../money/fx.ts";
import { dayText } from "../shared/calendar.ts";

/** A pair of currencies that nobody quoted at the time. */
export type MissingRate = { readonly from: Currency; readonly to: Currency; readonly day: string };

/** Values sums of one currency in another at the rates of one day, and notes what it could not value. */
export type Valuer = {
  readonly value: (amountMinor: bigint, from: Currency, to: Currency) => bigint;
  readonly missing: () => readonly MissingRate[];
};

/** Opens a valuer at the rates of the day (UTC) of an instant. What has no rate counts as nothing, and is noted. */
export function openValuer(rates: readonly FxRate[], atMs: number): Valuer {
  const day = dayText(atMs);
  const missing = new Map<string, MissingRate>();
  return {
    value: (amountMinor, from, to) => {
      if (from === to || amountMinor === 0n) return amountMinor;
      const pair = findPair(rates, { from, to, day, daysMax: RATE_AGE_DAYS_MAX });
      if (pair) return convertMinor(amountMinor, { from, to, rates: pair });
      missing.set(`${from} ${to}`, { from, to, day });
      return 0n;
    },
    missing: () => [...missing.values()],
  };
}

/** A sum of a currency. */
type Sum = { readonly amountMinor: bigint; readonly currency: Currency };

/**
 * Values sums together: those of one currency are added before they are rounded, so that it is the same however
 * they are parted, by month or by sale.
 */
export function valueSums(sums: readonly Sum[], to: Currency, value: Valuer["value"]): bigint {
  const totals = new Map<Currency, bigint>();
  for (const { amountMinor, currency } of sums) {
    totals.set(currency, (totals.get(currency) ?? 0n) + amountMinor);
  }
  return [...totals].reduce((sum, [currency, amountMinor]) => sum + value(amountMinor, currency, to), 0n);
}
