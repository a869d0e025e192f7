import type * as z from "zod/mini";
import type { Currency } from "../../../core/money/currency.ts";
import { type Group, isTimeGroup } from "../../../core/reports/dimensions.ts";
import {
  changeText,
  isClickMeasure,
  METRICS,
  type Measure,
  type Metric,
  type MetricName,
  metricText,
} from "../../../core/reports/metrics.ts";
import { stretchText } from "../../../core/reports/periods.ts";
import { dayText } from "../../../core/shared/calendar.ts";
import type { Freshness } from "../../../services/reports/freshness.ts";
import type { CountDifference } from "../../../services/reports/reconcile-counts.ts";
import type { ReportRequest } from "../../../services/reports/report-request.ts";
import type { Report, ReportRow, Sums } from "../../../services/reports/run-report.ts";
import { writeCsv } from "../../../services/shared/csv.ts";
import { showInstant } from "./money.ts";
import type { reconciliationView, reportView } from "./report-schema.ts";

const FIELDS: Readonly<Partial<Record<Group, string>>> = {
  program: "program_id",
  affiliate: "affiliate_id",
  link: "link_id",
};

/** Shows a report, with the cursor of the next page. */
export function showReport(
  request: ReportRequest,
  report: Report,
  nextCursor: string | null,
): z.output<typeof reportView> {
  const { groups, metrics, days, timeZone, currency, compare } = request;
  return {
    object: "report",
    ...{ from: dayText(days.fromMs), to: dayText(days.untilMs), time_zone: timeZone },
    currency: currency as Currency | null,
    ...{ group_by: groups, metrics, compare },
    ...showFreshness(report.freshness),
    // A row is its keys, which are text, beside its sums, which are not.
    data: report.rows.map((row) => ({
      ...showKeys(request, row),
      ...showSums(request, row),
    })) as unknown as z.output<typeof reportView>["data"],
    totals: showSums(request, report.totals),
    has_more: nextCursor !== null,
    next_cursor: nextCursor,
  };
}

/** Shows how fresh counts are. */
export function showFreshness(freshness: Freshness) {
  return {
    as_of: showInstant(freshness.asOf),
    freshness: {
      clicks_to: showInstant(freshness.clicksTo),
      clicks_compared_to: showInstant(freshness.clicksComparedTo),
      conversions_to: showInstant(freshness.conversionsTo),
      conversions_waiting: freshness.conversionsWaiting,
    },
  };
}

/** Writes a report of one currency as CSV: a line of each row, sums of money in minor units. */
export function reportCsv(request: ReportRequest, report: Report): string {
  const { groups, metrics, currency } = request;
  const header = [
    ...groups.map((group) => FIELDS[group] ?? group),
    ...metrics.map((name) => (isMoney(METRICS[name]) ? `${name}_minor` : name)),
    ...(currency === null ? [] : ["currency"]),
  ];
  const lines = report.rows.map((row) => [
    ...Object.values(showKeys(request, row)).map((key) => key ?? ""),
    ...metrics.map((name) => numberOf(metricText(METRICS[name], sumsIn(row.sums, currency)))),
    ...(currency === null ? [] : [currency]),
  ]);
  return writeCsv(header, lines);
}

/** True of what is told per currency. */
export const isMoney = ({ unit }: Metric): boolean => unit === "money" || unit === "money_each";

/** A number is one in the table too, unless it has more digits than a float keeps. */
const numberOf = (text: string | null): string | number =>
  text === null || text.length > 15 ? (text ?? "") : Number(text);

function showKeys({ groups, days, timeZone }: ReportRequest, { place, keys }: ReportRow) {
  let next = 0;
  return Object.fromEntries(
    groups.map((group) => {
      if (isTimeGroup(group)) return [group, stretchText(group, place, days, timeZone)];
      const key = keys[next] ?? "";
      next += 1;
      return [FIELDS[group] ?? group, key === "" ? null : key];
    }),
  ) as Readonly<Record<string, string | null>>;
}

/** Shows what the counts say otherwise than the rows they were made of. */
export function showReconciliation(
  { from, to }: { readonly from: string; readonly to: string },
  differences: readonly CountDifference[],
): z.output<typeof reconciliationView> {
  return {
    object: "report_reconciliation",
    ...{ from, to, is_equal: differences.length === 0 },
    differences: differences.map(({ affiliateId, programId, linkId, ...each }) => ({
      ...each,
      ...{ affiliate_id: affiliateId || null, program_id: programId || null, link_id: linkId || null },
    })),
  };
}

function showSums(request: ReportRequest, { sums, before }: Pick<ReportRow, "sums" | "before">) {
  const each = <Shown>(show: (name: MetricName) => Shown): Readonly<Record<string, Shown>> =>
    Object.fromEntries(request.metrics.map((name) => [name, show(name)]));
  return {
    metrics: each((name) => showMetric(request, name, sums)),
    ...(before && {
      previous: each((name) => showMetric(request, name, before)),
      change: each((name) => showChange(request, name, { now: sums, before })),
    }),
  };
}

type SumOf = (measure: Measure) => bigint;
const sumsIn =
  ({ all, byCurrency }: Sums, currency: string | null): SumOf =>
  (measure) =>
    (currency === null || isClickMeasure(measure) ? all : byCurrency.get(currency))?.get(measure) ?? 0n;

/** Currencies there are sums in, in order; the one that was asked for in any case. */
const currenciesOf = ({ currency }: ReportRequest, ...sums: readonly Sums[]): readonly Currency[] =>
  [
    ...new Set([
      ...(currency ? [currency] : []),
      ...sums.flatMap(({ byCurrency }) => [...byCurrency.keys()]),
    ]),
  ].sort() as Currency[];

function showMetric(
  request: ReportRequest,
  name: MetricName,
  sums: Sums,
): z.output<typeof reportView>["totals"]["metrics"][string] {
  const metric: Metric = METRICS[name];
  if (isMoney(metric)) {
    return currenciesOf(request, sums).map((currency) => ({
      amount_minor: metricText(metric, sumsIn(sums, currency)),
      currency,
    }));
  }
  const text = metricText(metric, sumsIn(sums, null));
  return metric.unit === "count" ? Number(text) : text;
}

function showChange(
  request: ReportRequest,
  name: MetricName,
  { now, before }: { readonly now: Sums; readonly before: Sums },
): NonNullable<z.output<typeof reportView>["totals"]["change"]>[string] {
  const metric: Metric = METRICS[name];
  if (!isMoney(metric)) return changeText(metric, sumsIn(now, null), sumsIn(before, null));
  return currenciesOf(request, now, before).map((currency) => ({
    currency,
    change: changeText(metric, sumsIn(now, currency), sumsIn(before, currency)),
  }));
}
