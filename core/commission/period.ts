import { calendarDay } from "../shared/calendar.ts";
import { localDay, startOfDayMs } from "../shared/local-day.ts";

export const PERIODS = ["lifetime", "month", "quarter"] as const;
/** Over which time volumes and caps are counted: all of it, or calendar months or quarters. */
export type Period = (typeof PERIODS)[number];

/** One period: its name (`2026-11`, `2026-Q4`, `lifetime`), its begin and the first instant after it. */
export type PeriodSpan = { readonly key: string; readonly fromMs: number; readonly toMs: number };

/** The period an instant lies in, by the calendar of a time zone (IANA name). */
export function periodAt(atMs: number, period: Period, timeZone: string): PeriodSpan {
  if (period === "lifetime") {
    return { key: "lifetime", fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  }
  const { year, month } = localDay(atMs, timeZone);
  const months = period === "month" ? 1 : 3;
  const first = month - ((month - 1) % months);
  const quarter = (first + 2) / 3;
  return {
    key: period === "month" ? `${year}-${String(month).padStart(2, "0")}` : `${year}-Q${quarter}`,
    fromMs: midnightMs(year, first, timeZone),
    toMs: midnightMs(year, first + months, timeZone),
  };
}

/** True of a name of a time zone that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/**
 * The instant so many calendar months later (UTC), at the same time of day; a day that the month does not
 * have is its last.
 */
export function addMonths(atMs: number, months: number): number {
  const { year, month, day } = calendarDay(atMs);
  const ofDay = atMs - Date.UTC(year, month - 1, day);
  const { day: last } = calendarDay(Date.UTC(year, month + months, 0));
  return Date.UTC(year, month - 1 + months, Math.min(day, last)) + ofDay;
}

function midnightMs(year: number, month: number, timeZone: string): number {
  return startOfDayMs(Date.UTC(year, month - 1, 1), timeZone);
}
