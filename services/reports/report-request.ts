import type { MetricName } from "../../core/reports/metrics.ts";
import type { Comparison, Days } from "../../core/reports/periods.ts";
import type { Asked } from "./report-columns.ts";

/** What a report is sorted by: a metric, or its groups in their order. */
export type ReportSort = { readonly by: MetricName | "groups"; readonly descending: boolean };

/** A question to the counts. */
export type ReportRequest = Pick<
  Asked,
  "groups" | "filters" | "timeZone" | "currency" | "clicksFrom" | "salesFrom"
> & {
  readonly metrics: readonly MetricName[];
  readonly days: Days;
  readonly compare: Comparison | null;
  readonly sort: ReportSort;
  readonly limit: number;
  readonly offset: number;
  /** An instant that has passed, to answer as it would have been answered then; by default now. */
  readonly asOf?: Date | null;
};
