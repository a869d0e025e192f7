import type { MetricName } from "../../core/reports/metrics.ts";
import type { Comparison, Days } from "../../core/reports/periods.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Asked } from "./report-columns.ts";

/** What a report is sorted by: a metric, or its groups in their order. */
export type ReportSort = { readonly by: MetricName | "groups"; readonly descending: boolean };

/** Where a page ended: what its last row is sorted by, null where that is not there, and its place in time and keys. */
export type ReportPosition = {
  readonly value: string | null;
  readonly place: number;
  readonly keys: readonly string[];
};

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
  /** The last row already seen, in the order of the sort; by default none. */
  readonly after?: ReportPosition | null;
  /** The affiliate that asks, which is told of coupons of its own alone; by default none. */
  readonly couponsOf?: AffiliateId | null;
  /** An instant that has passed, to answer as it would have been answered then; by default now. */
  readonly asOf?: Date | null;
};
