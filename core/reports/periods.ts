import { calendarDay, dayText, instantText } from "../shared/calendar.ts";
import { startOfDayMs } from "../shared/local-day.ts";
import type { TimeGroup } from "./dimensions.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Days of a time zone, each given as its midnight in UTC; `untilMs` is not one of them. */
export type Days = { readonly fromMs: number; readonly untilMs: number };
/** What a report is set beside. */
export type Comparison = "previous_period" | "previous_year";

/** The days before that a report is compared with: as many, or the same dates of the year before. */
export function comparedDays({ fromMs, untilMs }: Days, comparison: Comparison): Days {
  if (comparison === "previous_period") return { fromMs: fromMs - (untilMs - fromMs), untilMs: fromMs };
  return { fromMs: yearBefore(fromMs), untilMs: yearBefore(untilMs) };
}

/**
 * When the stretches of a span begin in the days it is compared with: on the day that stands for their own, as long after
 * midnight. So every instant of those days lies in one of them, and a stretch with nothing in it begins with the next.
 *
 * @param starts of the span, as `stretchStarts` gives them
 */
export function comparedStarts(
  starts: readonly number[],
  {
    days,
    comparison,
    timeZone,
  }: { readonly days: Days; readonly comparison: Comparison; readonly timeZone: string },
): readonly number[] {
  const dayBefore = (dayMs: number) =>
    comparison === "previous_year" ? yearBefore(dayMs) : dayMs - (days.untilMs - days.fromMs);
  const bounds = (dayMs: number) => ({
    own: instantsOf({ fromMs: dayMs, untilMs: dayMs + DAY_MS }, timeZone),
    before: instantsOf({ fromMs: dayBefore(dayMs), untilMs: dayBefore(dayMs + DAY_MS) }, timeZone),
  });
  let dayMs = days.fromMs;
  let { own, before } = bounds(dayMs);
  return starts.map((atMs) => {
    while (own.untilMs <= atMs) {
      dayMs += DAY_MS;
      ({ own, before } = bounds(dayMs));
    }
    return Math.min(before.fromMs + atMs - own.fromMs, before.untilMs);
  });
}

/** The 29th of February has no day a year before: it is the 1st of March there. */
function yearBefore(dayMs: number): number {
  const { year, month, day } = calendarDay(dayMs);
  return Date.UTC(year - 1, month - 1, day);
}

/** When days begin and end in a time zone. */
export const instantsOf = ({ fromMs, untilMs }: Days, timeZone: string): Days => ({
  fromMs: startOfDayMs(fromMs, timeZone),
  untilMs: startOfDayMs(untilMs, timeZone),
});

/** False where a day of the span begins within an hour of UTC, which counts by the hour cannot tell. */
export function beginsOnHours(days: Days, timeZone: string): boolean {
  for (let dayMs = days.fromMs; dayMs <= days.untilMs; dayMs += DAY_MS) {
    if (startOfDayMs(dayMs, timeZone) % HOUR_MS !== 0) return false;
  }
  return true;
}

/** When each stretch of time of the span begins, the first with the span itself: at least one. */
export function stretchStarts(group: TimeGroup, days: Days, timeZone: string): readonly number[] {
  const { fromMs, untilMs } = instantsOf(days, timeZone);
  const starts = [fromMs];
  if (group === "hour") {
    for (let atMs = fromMs + HOUR_MS; atMs < untilMs; atMs += HOUR_MS) starts.push(atMs);
    return starts;
  }
  for (let dayMs = days.fromMs + DAY_MS; dayMs < days.untilMs; dayMs += DAY_MS) {
    if (beginsStretch(group, dayMs)) starts.push(startOfDayMs(dayMs, timeZone));
  }
  return starts;
}

function beginsStretch(group: Exclude<TimeGroup, "hour">, dayMs: number): boolean {
  if (group === "week") return daysSinceMonday(dayMs) === 0;
  return group === "day" || calendarDay(dayMs).day === 1;
}

/** 1970-01-01 was a Thursday. */
const daysSinceMonday = (dayMs: number): number => (dayMs / DAY_MS + 3) % 7;

/** What the nth stretch of time is called: an instant of hours, `YYYY-MM` of months, else its first day. */
export function stretchText(group: TimeGroup, nth: number, days: Days, timeZone: string): string {
  switch (group) {
    case "hour":
      return instantText(startOfDayMs(days.fromMs, timeZone) + nth * HOUR_MS);
    case "day":
      return dayText(days.fromMs + nth * DAY_MS);
    case "week":
      return dayText(days.fromMs + (nth * 7 - daysSinceMonday(days.fromMs)) * DAY_MS);
    case "month": {
      const { year, month } = calendarDay(days.fromMs);
      return dayText(Date.UTC(year, month - 1 + nth, 1)).slice(0, 7);
    }
  }
}
