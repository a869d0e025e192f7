import { sql } from "drizzle-orm";
import { isClickMeasure, METRICS, measuresOf } from "../../core/reports/metrics.ts";
import { comparedDays, instantsOf } from "../../core/reports/periods.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import type { ReportRequest } from "./report-request.ts";

/** Most clicks, and most conversions, that a report reads row by row. */
export const CLICK_ROWS_MAX = 1_000_000;
/** See above. */
export const SALE_ROWS_MAX = 200_000;
/** For how many days clicks are rows at least; of days before that only the counts are left. */
export const CLICK_DAYS_KEPT = 90;

const DAY_MS = 86_400_000;

/** Why rows are not read. */
export type RowsRefused = {
  readonly refused: "clicks_too_old" | "too_many_clicks" | "too_many_conversions";
  readonly rows: number;
};

/** Refuses to read more rows than it may, or rows that are gone; the counts say how many there are. */
export async function judgeRows(
  tx: Db,
  context: Context,
  request: ReportRequest,
): Promise<RowsRefused | null> {
  const measures = request.metrics.flatMap((name) => measuresOf(METRICS[name]));
  const readsClicks = request.clicksByRow && measures.some(isClickMeasure);
  const readsSales = request.salesByRow && !measures.every(isClickMeasure);
  if (!readsClicks && !readsSales) return null;
  const spans = [request.days, ...(request.compare ? [comparedDays(request.days, request.compare)] : [])];
  const instants = spans.map((days) => instantsOf(days, request.timeZone));
  const firstMs = Math.min(...instants.map(({ fromMs }) => fromMs));
  if (readsClicks && firstMs < context.now.getTime() - CLICK_DAYS_KEPT * DAY_MS) {
    return { refused: "clicks_too_old", rows: 0 };
  }
  let [clicks, sales] = [0, 0];
  for (const { fromMs, untilMs } of instants) {
    const [from, until] = [new Date(fromMs).toISOString(), new Date(untilMs).toISOString()];
    const { rows } = (await tx.execute(sql`
      select (select coalesce(sum(clicks), 0)::text from click_counts where workspace_id = ${context.workspaceId}
                and hour > ${from}::timestamptz - interval '1 hour' and hour < ${until}::timestamptz) as clicks,
             (select coalesce(sum(conversions_ppm) / 1000000, 0)::text from sale_counts where workspace_id = ${context.workspaceId}
                and quarter >= ${from}::timestamptz and quarter < ${until}::timestamptz) as sales`)) as unknown as {
      rows: { clicks: string; sales: string }[];
    };
    clicks += Number(rows[0]?.clicks ?? 0);
    sales += Number(rows[0]?.sales ?? 0);
  }
  if (readsClicks && clicks > CLICK_ROWS_MAX) return { refused: "too_many_clicks", rows: clicks };
  if (readsSales && sales > SALE_ROWS_MAX) return { refused: "too_many_conversions", rows: sales };
  return null;
}
