import * as z from "zod/mini";
import { GROUPS } from "../../../core/reports/dimensions.ts";
import { METRIC_NAMES } from "../../../core/reports/metrics.ts";
import {
  count,
  currency,
  day,
  idOf,
  instant,
  maybe,
  maybeInstant,
  oneOf,
  several,
  text,
  view,
} from "./schema.ts";

/** A metric of a row: whole of clicks, digits of conversions and rates, per currency of money. */
const value = z.union([count, maybe(text), several(z.strictObject({ amount_minor: maybe(text), currency }))]);
const change = z.union([maybe(text), several(z.strictObject({ currency, change: maybe(text) }))]);
const sums = {
  metrics: z.record(z.string(), value),
  previous: z.optional(z.record(z.string(), value)),
  change: z.optional(z.record(z.string(), change)),
};
/** How far what was accepted is counted. */
export const freshnessFields = {
  as_of: instant,
  freshness: view("Freshness", {
    clicks_to: maybeInstant,
    clicks_compared_to: maybeInstant,
    conversions_to: maybeInstant,
    conversions_waiting: count,
  }),
};

/** Sums by groups; each row has its metrics, and what it is called by. */
export const reportView = view("Report", {
  object: z.literal("report"),
  from: day,
  to: day,
  time_zone: text,
  currency: maybe(currency),
  group_by: several(oneOf(...GROUPS)),
  metrics: several(z.enum(METRIC_NAMES as [string, ...string[]])),
  compare: maybe(oneOf("previous_period", "previous_year")),
  ...freshnessFields,
  data: several(z.catchall(z.object(sums), maybe(text))),
  totals: view("ReportTotals", sums),
  has_more: z.boolean(),
  next_cursor: maybe(text),
});

/** What the counts say otherwise than the rows they were made of. */
export const reconciliationView = view("ReportReconciliation", {
  object: z.literal("report_reconciliation"),
  from: day,
  to: day,
  is_equal: z.boolean(),
  differences: several(
    z.strictObject({
      of: oneOf("sales", "clicks", "sale_details", "click_details"),
      at: text,
      affiliate_id: maybe(idOf("aff")),
      program_id: maybe(idOf("prg")),
      link_id: maybe(text),
      key: text,
      counted: z.record(z.string(), z.string()),
      recounted: z.record(z.string(), z.string()),
    }),
  ),
});
