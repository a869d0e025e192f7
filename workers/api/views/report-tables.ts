import * as z from "zod/mini";
import { TIME_BUCKETS, TIME_PERCENTILES } from "../../../core/reports/conversion-times.ts";
import { METRICS, metricText } from "../../../core/reports/metrics.ts";
import type { CohortCell, Cohorts, CohortsRequest } from "../../../services/reports/cohorts.ts";
import type { ConversionTimes } from "../../../services/reports/time-to-convert.ts";
import { showMoney } from "./money.ts";
import { showFreshness } from "./report.ts";
import { freshnessFields } from "./report-schema.ts";
import { count, day, maybe, money, oneOf, several, text, view } from "./schema.ts";

/** How long conversions took. */
export const conversionTimesView = view("ConversionTimes", {
  object: z.literal("conversion_times"),
  from: day,
  to: day,
  time_zone: text,
  ...freshnessFields,
  conversions: count,
  buckets: several(z.strictObject({ name: text, from_seconds: count, conversions: count })),
  percentiles: several(z.strictObject({ percent: count, seconds: maybe(count) })),
});

/** Those who began in each month, and what they did in the months after. */
export const cohortsView = view("Cohorts", {
  object: z.literal("cohorts"),
  of: oneOf("customer", "affiliate"),
  start: oneOf("first_sale", "first_click"),
  time_zone: text,
  ...freshnessFields,
  data: several(
    z.strictObject({
      month: text,
      members: count,
      months: several(
        z.strictObject({
          nth: count,
          sales: several(
            z.strictObject({ members: count, conversions: text, revenue: money, refunds: money }),
          ),
        }),
      ),
    }),
  ),
});

/** Shows how long conversions took, whole seconds begun and ended. */
export function showConversionTimes(
  days: { readonly from: string; readonly to: string; readonly timeZone: string },
  { conversions, buckets, percentiles, freshness }: ConversionTimes,
): z.output<typeof conversionTimesView> {
  return {
    object: "conversion_times",
    ...{ from: days.from, to: days.to, time_zone: days.timeZone },
    ...showFreshness(freshness),
    conversions,
    buckets: TIME_BUCKETS.map(({ name, from }, index) => ({
      ...{ name, from_seconds: from },
      conversions: buckets[index] ?? 0,
    })),
    percentiles: TIME_PERCENTILES.map((percent, index) => ({ percent, seconds: percentiles[index] ?? null })),
  };
}

/** Shows cohorts, the oldest first; months in which nothing was sold are left out. */
export function showCohorts(
  { of, start, timeZone }: CohortsRequest,
  { sizes, cells, freshness }: Cohorts,
): z.output<typeof cohortsView> {
  return {
    object: "cohorts",
    ...{ of, start, time_zone: timeZone },
    ...showFreshness(freshness),
    data: sizes.map(({ month, members }) => {
      const own = cells.filter((cell) => cell.month === month);
      const months = [...new Set(own.map(({ nth }) => nth))];
      return {
        ...{ month, members },
        months: months.map((nth) => ({ nth, sales: own.filter((cell) => cell.nth === nth).map(showCell) })),
      };
    }),
  };
}

function showCell({ members, conversionsPpm, revenueMinor, refundsMinor, currency }: CohortCell) {
  return {
    members,
    conversions: metricText(METRICS.conversions, () => conversionsPpm) ?? "0",
    revenue: showMoney(revenueMinor, currency),
    refunds: showMoney(refundsMinor, currency),
  };
}
