import type { ReportQuery } from "../../contracts/api/reports.ts";
import { FILTERS, type Filter, type Group, isTimeGroup, sourceOf } from "../../core/reports/dimensions.ts";
import {
  isClickMeasure,
  METRICS,
  type Measure,
  type MetricName,
  measuresOf,
} from "../../core/reports/metrics.ts";
import { beginsOnHours, comparedDays, type Days } from "../../core/reports/periods.ts";
import { CLICK_DAYS_KEPT } from "../../services/clicks/oldest-click-day.ts";
import { COHORT_ROWS_MAX } from "../../services/reports/cohorts.ts";
import type { ReportPosition, ReportRequest } from "../../services/reports/report-request.ts";
import { CLICK_ROWS_MAX, type RowsRefused, SALE_ROWS_MAX } from "../../services/reports/row-limits.ts";
import { findReportZone } from "../../services/reports/time-zones.ts";
import type { Context } from "../../services/shared/context.ts";
import { allOf } from "./all-of.ts";
import { asOfInstant, invalid } from "./params.ts";
import { type CursorPlace, readCursor } from "./resources/cursor.ts";
import type { Call } from "./route.ts";

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

/** Who asks for a report, and where. */
export type Asking = Pick<Call, "context" | "env" | "request">;

/** What a cursor of a report is good for: the same question of the same workspace, for a page of any length. */
export function reportPlace({ context, env, request }: Asking, query: ReportQuery): CursorPlace {
  const { limit: _, cursor: __, ...question } = query;
  const { pathname: path } = new URL(request.url);
  const inOrder = Object.entries(question).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    ...{ pepper: env.API_KEY_PEPPER, workspaceId: context.workspaceId, path },
    sort: JSON.stringify(inOrder),
  };
}

/** What a query asks of the counts; throws `RequestError` 422 naming all that cannot be answered. */
export async function reportRequestOf(call: Asking, query: ReportQuery): Promise<ReportRequest> {
  const { context } = call;
  const groups = query.group_by ?? [];
  const metrics = query.metrics ?? METRICS_DEFAULT;
  const filters = Object.fromEntries(
    FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])),
  ) as ReportRequest["filters"];
  const sort = query.sort ?? defaultSort(query, metrics);
  const measured = [...metrics, ...(sort.by === "groups" ? [] : [sort.by])].flatMap((name) =>
    measuresOf(METRICS[name]),
  );
  const asked = [...groups, ...(Object.keys(filters) as Filter[])];
  const { days, timeZone, asOf, after } = await allOf({
    days: () => daysOf(query, groups.includes("hour") ? HOURLY_DAYS_MAX : REPORT_DAYS_MAX),
    timeZone: () => zoneOf(context, query.time_zone),
    metrics: () => judgeCoupon(asked, measured),
    currency: () => judgeMoneySort(sort.by, query),
    asOf: () => asOfInstant(query.as_of, context.now),
    after: () => positionOf(query.cursor, reportPlace(call, query)),
  });
  const compare = query.compare ?? null;
  const spans = [days, ...(compare ? [comparedDays(days, compare)] : [])];
  const salesFrom = sourceOf(asked);
  const isByRow = measured.includes("unique") || !spans.every((each) => beginsOnHours(each, timeZone));
  return {
    ...{ groups, metrics, filters, days, timeZone, sort, compare, salesFrom },
    ...{ currency: query.currency ?? null, asOf, clicksFrom: isByRow ? "rows" : salesFrom },
    ...{ limit: query.limit ?? ROWS_DEFAULT, after },
  };
}

/** By time, else by the first metric, the largest first; where that is money in several currencies, by the groups. */
function defaultSort(query: ReportQuery, metrics: readonly MetricName[]): ReportRequest["sort"] {
  const [first] = metrics;
  if (query.group_by?.some(isTimeGroup) || first === undefined || isInNoOrder(first, query)) {
    return { by: "groups", descending: false };
  }
  return { by: first, descending: true };
}

/** True of money, unless one currency is asked for. */
const isInNoOrder = (name: MetricName, { currency }: ReportQuery): boolean =>
  currency === undefined && METRICS[name].unit.startsWith("money");

function judgeMoneySort(by: MetricName | "groups", query: ReportQuery): void {
  if (by !== "groups" && isInNoOrder(by, query)) {
    throw invalid("currency", `is needed to sort by ${by}: sums of several are in no order`);
  }
}

function judgeCoupon(asked: readonly Group[], measured: readonly Measure[]): void {
  if (asked.includes("coupon") && measured.some(isClickMeasure)) {
    throw invalid("metrics", "must be of conversions alone where a coupon is asked for: clicks have none");
  }
}

function positionOf(cursor: string | undefined, place: CursorPlace): ReportPosition | null {
  if (cursor === undefined) return null;
  const position = readCursor<ReportPosition>(cursor, place);
  if (position) return position;
  throw invalid("cursor", "must be the next_cursor of an earlier answer to the same question");
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
