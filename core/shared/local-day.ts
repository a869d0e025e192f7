import { assert } from "./assert.ts";
import { type CalendarDay, calendarDay, dayText } from "./calendar.ts";

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a time zone (IANA name) at an instant, as if it were UTC; to the second. */
function wallClockMs(atMs: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
      ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
    });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => {
    const value = parts.get(type);
    assert(value !== undefined, "a format of all parts gives all parts");
    return value;
  };
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** The day of a time zone at an instant. */
export function localDay(atMs: number, timeZone: string): CalendarDay {
  return calendarDay(wallClockMs(atMs, timeZone));
}

/** The day of a time zone at an instant as `YYYY-MM-DD`; of the years 0 to 9999. */
export function localDayText(atMs: number, timeZone: string): string {
  return dayText(wallClockMs(atMs, timeZone));
}

/**
 * When a day begins in a time zone, the day given as its midnight in UTC. Where clocks skip midnight it is the
 * instant they do so; where they strike it twice, the second: as Postgres reads `at time zone`.
 */
export function startOfDayMs(dayMs: number, timeZone: string): number {
  const offsetMs = (atMs: number): number => wallClockMs(atMs, timeZone) - atMs;
  const after = dayMs - offsetMs(dayMs + DAY_MS);
  if (wallClockMs(after, timeZone) === dayMs) return after;
  return dayMs - offsetMs(dayMs - DAY_MS);
}
