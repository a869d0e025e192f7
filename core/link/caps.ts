import { calendarDay, dayText } from "../shared/calendar.ts";
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
  if (period === "day") return { key: dayText(atMs), endsAtMs: (Math.floor(atMs / DAY_MS) + 1) * DAY_MS };
  const { year, month } = calendarDay(atMs);
  return { key: dayText(atMs).slice(0, "YYYY-MM".length), endsAtMs: Date.UTC(year, month, 1) };
}

/** True if one more would be over: `max` is the last one that is not. */
export function isReached(count: number, max: number): boolean {
  return count >= max;
}
