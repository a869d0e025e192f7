import { assert } from "../shared/assert.ts";
import { calendarDay } from "../shared/calendar.ts";
import type { ProgramId } from "../shared/id.ts";
import { localDay, startOfDayMs } from "../shared/local-day.ts";

const DAY_MS = 86_400_000;
const NET_DAYS = [7, 15, 30, 45, 60, 90] as const;
type NetDays = (typeof NET_DAYS)[number];

/** When what was approved is payable: at once, so many days later, or counted from the first of the next month. */
export type NetTerms = "immediate" | `net_${NetDays}` | "end_of_month" | `end_of_month_net_${NetDays}`;

/** Every NET term there is. */
export const NET_TERMS: readonly NetTerms[] = [
  "immediate",
  ...NET_DAYS.map((days) => `net_${days}` as const),
  "end_of_month",
  ...NET_DAYS.map((days) => `end_of_month_net_${days}` as const),
];

type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * On which days payouts are prepared by themselves: each day, a weekday (1 is Monday, as in ISO 8601), the 1st
 * and the 15th, or a day of the month, which is its last where the month has no such day.
 */
export type PayoutSchedule = "by_hand" | "daily" | "semi_monthly" | `weekly_${Weekday}` | `monthly_${number}`;

/** What a version of an affiliate's terms says of holds: in a program, or in all; null for what is usual there. */
export type OwnHold = {
  readonly programId: ProgramId | null;
  readonly fromMs: number;
  readonly days: number | null;
};

/**
 * How long what an affiliate earns in a program stays pending by its own terms in force at an instant; null where
 * they leave it to the program.
 *
 * @param holds in the order in which they begin
 */
export function ownHoldDays(
  holds: readonly OwnHold[],
  { programId, atMs }: { readonly programId: ProgramId; readonly atMs: number },
): number | null {
  const inForce = (of: ProgramId | null) =>
    holds.findLast((hold) => hold.programId === of && hold.fromMs <= atMs)?.days ?? null;
  return inForce(programId) ?? inForce(null);
}

/** The form of a schedule. */
export const PAYOUT_SCHEDULE = /^(by_hand|daily|semi_monthly|weekly_[1-7]|monthly_([1-9]|[12][0-9]|3[01]))$/;

/** True if the text is a schedule. */
export function isPayoutSchedule(text: string): text is PayoutSchedule {
  return PAYOUT_SCHEDULE.test(text);
}

/**
 * The instant from which what was approved may be paid. `immediate` is the approval itself; everything else is
 * the beginning of a day in the time zone: so many days after the day of approval, or after the first day of the
 * month that follows it. The function `payable_at` of the database says the same.
 *
 * @param timeZone IANA name
 */
export function payableAtMs(approvedAtMs: number, net: NetTerms, timeZone: string): number {
  if (net === "immediate") return approvedAtMs;
  const days = Number(/[0-9]+$/.exec(net)?.[0] ?? 0);
  const { year, month, day } = localDay(approvedAtMs, timeZone);
  const from = net.startsWith("end_of_month") ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day);
  return startOfDayMs(from + days * DAY_MS, timeZone);
}

/**
 * The last day, of those that have begun at an instant, on which payouts of a schedule are due, as its midnight
 * in UTC; null of `by_hand`, which no day is due of. The function `payout_period` of the database says the same.
 */
export function periodDayMs(schedule: PayoutSchedule, atMs: number, timeZone: string): number | null {
  const { year, month, day } = localDay(atMs, timeZone);
  const today = Date.UTC(year, month - 1, day);
  if (schedule === "by_hand") return null;
  if (schedule === "daily") return today;
  if (schedule === "semi_monthly") return Date.UTC(year, month - 1, day < 15 ? 1 : 15);
  const wanted = Number(/[0-9]+$/.exec(schedule)?.[0]);
  if (schedule.startsWith("weekly_")) return today - ((isoWeekday(today) - wanted + 7) % 7) * DAY_MS;
  const ofMonth = dayOfMonthMs(year, month, wanted);
  return ofMonth <= today ? ofMonth : dayOfMonthMs(year, month - 1, wanted);
}

/**
 * The first instant, at or after another, at which payouts of a schedule are due: what is payable then is
 * prepared then. Null of `by_hand`.
 */
export function nextDueMs(schedule: PayoutSchedule, atMs: number, timeZone: string): number | null {
  let dayMs = periodDayMs(schedule, atMs, timeZone);
  if (dayMs === null) return null;
  // Two periods of any schedule are at least a day apart, and at most 31.
  while (startOfDayMs(dayMs, timeZone) < atMs) dayMs = followingDayMs(schedule, dayMs);
  return startOfDayMs(dayMs, timeZone);
}

/** The day a schedule is due on after one on which it is, both as midnights in UTC. */
function followingDayMs(schedule: PayoutSchedule, dayMs: number): number {
  if (schedule === "daily") return dayMs + DAY_MS;
  if (schedule.startsWith("weekly_")) return dayMs + 7 * DAY_MS;
  const { year, month, day } = calendarDay(dayMs);
  if (schedule === "semi_monthly") return Date.UTC(year, day < 15 ? month - 1 : month, day < 15 ? 15 : 1);
  const wanted = Number(/[0-9]+$/.exec(schedule)?.[0]);
  assert(wanted > 0, "a schedule by hand has no days");
  return dayOfMonthMs(year, month + 1, wanted);
}

/** A day of a month (from 1, and beyond 12 of the years after), or its last where it has no such day. */
function dayOfMonthMs(year: number, month: number, day: number): number {
  const last = calendarDay(Date.UTC(year, month, 0)).day;
  return Date.UTC(year, month - 1, Math.min(day, last));
}

/** 1 is Monday; 1970-01-01 was a Thursday. */
function isoWeekday(dayMs: number): number {
  return ((((dayMs / DAY_MS + 3) % 7) + 7) % 7) + 1;
}
