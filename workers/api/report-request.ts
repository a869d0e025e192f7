import type { ReportQuery } from "../../contracts/api/reports.ts";
import { FILTERS, type Filter, isTimeGroup, sourceOf } from "../../core/reports/dimensions.ts";
import { isClickMeasure, METRICS, type MetricName, measuresOf } from "../../core/reports/metrics.ts";
import { beginsOnHours, comparedDays, type Days } from "../../core/reports/periods.ts";
import { CLICK_DAYS_KEPT } from "../../services/clicks/oldest-click-day.ts";
import { COHORT_ROWS_MAX } from "../../services/reports/cohorts.ts";
import type { ReportRequest } from "../../services/reports/report-request.ts";
import { CLICK_ROWS_MAX, type RowsRefused, SALE_ROWS_MAX } from "../../services/reports/row-limits.ts";
import { findReportZone } from "../../services/reports/time-zones.ts";
import type { Context } from "../../services/shared/context.ts";
import { asOfInstant, invalid } from "./params.ts";

const DAY_MS = 86_400_000;
/** Longest report, in days. */
export const REPORT_DAYS_MAX = 800;
/** Longest report by the hour, in days. */
const HOURLY_DAYS_MAX = 93;
const ROWS_DEFAULT = 100;
const METRICS_DEFAULT: readonly MetricName[] = [
  "clicks",
  "clicks_net",
  "conversions",
  "conversion_rate",
  "commission",
];

/** The days from one to another; throws `RequestError` 422 if there is none, or more than `daysMax`. */
export function daysOf({ from, to }: { readonly from: string; readonly to: string }, daysMax: number): Days {
  const days = { fromMs: Date.parse(from), untilMs: Date.parse(to) };
  if (days.untilMs <= days.fromMs) throw invalid("to", "must be after from: it is not one of the days");
  if (days.untilMs - days.fromMs > daysMax * DAY_MS) {
    throw invalid("to", `must be at most ${daysMax} days after from`);
  }
  return days;
}

/** The time zone that is asked for; throws `RequestError` 422 for one nobody knows. */
export async function zoneOf(context: Context, given: string | undefined): Promise<string> {
  const timeZone = await findReportZone(context, given);
  if (timeZone === null) throw invalid("time_zone", "must be an IANA time zone, e.g. Europe/Berlin");
  return timeZone;
}

/** What a query asks of the counts; throws `RequestError` 422 naming what cannot be answered. */
export async function reportRequestOf(context: Context, query: ReportQuery): Promise<ReportRequest> {
  const groups = query.group_by ?? [];
  const metrics = query.metrics ?? METRICS_DEFAULT;
  const time = groups.find(isTimeGroup);
  const days = daysOf(query, time === "hour" ? HOURLY_DAYS_MAX : REPORT_DAYS_MAX);
  const filters = Object.fromEntries(
    FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])),
  ) as ReportRequest["filters"];
  const timeZone = await zoneOf(context, query.time_zone);
  const sort = query.sort ?? {
    by: time ? ("groups" as const) : (metrics[0] as MetricName),
    descending: !time,
  };
  judgeMoneySort(sort.by, query);
  const measured = [...metrics, ...(sort.by === "groups" ? [] : [sort.by])].flatMap((name) =>
    measuresOf(METRICS[name]),
  );
  const asked = [...groups, ...(Object.keys(filters) as Filter[])];
  if (asked.includes("coupon") && measured.some(isClickMeasure)) {
    throw invalid("metrics", "must be of conversions alone where a coupon is asked for: clicks have none");
  }
  const compare = query.compare ?? null;
  const spans = [days, ...(compare ? [comparedDays(days, compare)] : [])];
  const salesFrom = sourceOf(asked);
  const isByRow = measured.includes("unique") || !spans.every((each) => beginsOnHours(each, timeZone));
  return {
    ...{ groups, metrics, filters, days, timeZone, sort, compare, salesFrom },
    ...{ currency: query.currency ?? null, asOf: asOfInstant(query.as_of, context.now) },
    clicksFrom: isByRow ? "rows" : salesFrom,
    ...{ limit: query.limit ?? ROWS_DEFAULT, offset: query.cursor ?? 0 },
  };
}

function judgeMoneySort(by: MetricName | "groups", query: ReportQuery): void {
  if (by === "groups" || query.currency !== undefined || !METRICS[by].unit.startsWith("money")) return;
  if (query.sort) throw invalid("currency", `is needed to sort by ${by}: sums of several are in no order`);
  throw invalid("sort", `is needed, or a currency: sums of ${by} in several currencies are in no order`);
}

/** Says which parameter asks for more rows than are read: `to`, or the one that is given. */
export function rowsRefused({ refused, rows }: RowsRefused, param = "to"): ReturnType<typeof invalid> {
  switch (refused) {
    case "clicks_too_old":
      return invalid(
        "from",
        `must be within the last ${CLICK_DAYS_KEPT} days where clicks are asked for as only their rows tell, or were not summed by it in time`,
      );
    case "too_many_clicks":
      return invalid(
        param,
        `takes in ${rows} clicks, more than the ${CLICK_ROWS_MAX} that are read one by one`,
      );
    case "too_many_conversions":
      return invalid(
        param,
        `takes in ${rows} conversions, more than the ${param === "to" ? SALE_ROWS_MAX : COHORT_ROWS_MAX} that are read one by one`,
      );
  }
}
