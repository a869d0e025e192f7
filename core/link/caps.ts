import type { PublishedCap } from "./published-link.ts";

const DAY_MS = 86_400_000;

/** A span of time that a cap counts in: a day or a month of UTC, or all of time. */
export type CapSpan = {
  /** `2026-11-20`, `2026-11` or `total`. */
  readonly key: string;
  /** The first millisecond that is not inside; null where it never ends. */
  readonly endsAtMs: number | null;
};

const ALWAYS: CapSpan = { key: "total", endsAtMs: null };

/** The span of a cap's period that an instant lies in. */
export function capSpan(period: PublishedCap["period"], atMs: number): CapSpan {
  if (period === "total") return ALWAYS;
  const dayNumber = Math.floor(atMs / DAY_MS);
  const { year, month, day } = dateOf(dayNumber);
  const monthKey = `${year}-${twoDigits(month)}`;
  return period === "month"
    ? { key: monthKey, endsAtMs: Date.UTC(year, month, 1) }
    : { key: `${monthKey}-${twoDigits(day)}`, endsAtMs: (dayNumber + 1) * DAY_MS };
}

/** True if one more would be over: `max` is the last one that is not. */
export function isReached(count: number, max: number): boolean {
  return count >= max;
}

/**
 * The date of a day counted from 1970 in the Gregorian calendar, month and day from 1. Years are counted
 * from March, so that the leap day is the last of its year.
 */
function dateOf(dayNumber: number): { readonly year: number; readonly month: number; readonly day: number } {
  const sinceEra = dayNumber + 719_468;
  const era = Math.floor(sinceEra / 146_097);
  const dayOfEra = sinceEra - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
