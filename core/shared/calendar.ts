const DAY_MS = 86_400_000;

/** A day of the Gregorian calendar; months and days count from 1. */
export type CalendarDay = { readonly year: number; readonly month: number; readonly day: number };

/** The day (UTC) of an instant (Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
export function calendarDay(atMs: number): CalendarDay {
  const days = Math.floor(atMs / DAY_MS) + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const leap = Math.floor(ofEra / 1_460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const yearOfEra = Math.floor((ofEra - leap) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** The day (UTC) of an instant as `YYYY-MM-DD`; of the years 0 to 9999. */
export function dayText(atMs: number): string {
  const { year, month, day } = calendarDay(atMs);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** An instant as `YYYY-MM-DDTHH:MM:SS.mmmZ`; of the years 0 to 9999. */
export function instantText(atMs: number): string {
  const ofDay = atMs - Math.floor(atMs / DAY_MS) * DAY_MS;
  const part = (unitMs: number, count: number) => padded(Math.floor(ofDay / unitMs) % count, 2);
  const time = `${part(3_600_000, 24)}:${part(60_000, 60)}:${part(1_000, 60)}`;
  return `${dayText(atMs)}T${time}.${padded(ofDay % 1_000, 3)}Z`;
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, "0");
