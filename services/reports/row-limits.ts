import { type SQL, sql } from "drizzle-orm";
import { isClickMeasure, METRICS, measuresOf } from "../../core/reports/metrics.ts";
import { comparedDays, instantsOf } from "../../core/reports/periods.ts";
import type { Db } from "../../db/client.ts";
import { CLICK_DAYS_KEPT } from "../clicks/oldest-click-day.ts";
import type { Context } from "../shared/context.ts";
import { filtersOf, LINK_COLUMNS } from "./report-columns.ts";
import type { ReportRequest } from "./report-request.ts";
import { clickHours, saleQuarters } from "./rolled-up.ts";

/** Most clicks, and most conversions, that a report reads row by row. */
export const CLICK_ROWS_MAX = 1_000_000;
/** See above. */
export const SALE_ROWS_MAX = 200_000;
/** Of clicks whose rows are gone, one in so many may not be summed by what it said: one that came after its time. */
const UNSAID_ONE_IN = 100;

const DAY_MS = 86_400_000;

/** Why rows are not read. */
export type RowsRefused = {
  readonly refused: "clicks_too_old" | "too_many_clicks" | "too_many_conversions";
  readonly rows: number;
};

type Asking = ReportRequest & { readonly rowsSince: Date };
type Found = { clicks: string; unsaid: string; sales: string };

/** Refuses to read more rows than it may, or rows that are gone; the counts say how many there are. */
export async function judgeRows(tx: Db, context: Context, request: Asking): Promise<RowsRefused | null> {
  const names = request.sort.by === "groups" ? request.metrics : [...request.metrics, request.sort.by];
  const measures = names.flatMap((name) => measuresOf(METRICS[name]));
  const clicksFrom = measures.some(isClickMeasure) ? request.clicksFrom : "counts";
  const salesFrom = measures.every(isClickMeasure) ? "counts" : request.salesFrom;
  if (clicksFrom === "counts" && salesFrom === "counts") return null;
  const spans = [request.days, ...(request.compare ? [comparedDays(request.days, request.compare)] : [])];
  const instants = spans.map((days) => instantsOf(days, request.timeZone));
  const firstMs = Math.min(...instants.map(({ fromMs }) => fromMs));
  if (clicksFrom === "rows" && firstMs < context.now.getTime() - CLICK_DAYS_KEPT * DAY_MS) {
    return { refused: "clicks_too_old", rows: 0 };
  }
  let [clicks, sales] = [0, 0];
  for (const { fromMs, untilMs } of instants) {
    const [from, until] = [new Date(fromMs).toISOString(), new Date(untilMs).toISOString()];
    const span = { from: sql`${from}::timestamptz`, until: sql`${until}::timestamptz` };
    const { rows } = (await tx.execute(sql`
      select clicks.*, sales.* from (${clicksToRead(context, { ...request, clicksFrom }, span)}) as clicks,
             (${salesToRead(context, { ...request, salesFrom }, span)}) as sales`)) as unknown as {
      rows: (Found & { old: string })[];
    };
    const [found] = rows;
    if (found && Number(found.unsaid) * UNSAID_ONE_IN > Number(found.old)) {
      return { refused: "clicks_too_old", rows: Number(found.unsaid) };
    }
    clicks += Number(found?.clicks ?? 0);
    sales += Number(found?.sales ?? 0);
  }
  if (clicks > CLICK_ROWS_MAX) return { refused: "too_many_clicks", rows: clicks };
  if (sales > SALE_ROWS_MAX) return { refused: "too_many_conversions", rows: sales };
  return null;
}

type SpanSql = { readonly from: SQL; readonly until: SQL };

/** How many clicks are read row by row; and of those whose rows are gone how many there were, and how many were never summed. */
function clicksToRead({ workspaceId }: Context, asked: Asking, { from, until }: SpanSql): SQL {
  if (asked.clicksFrom === "counts") return sql`select '0' as clicks, '0' as old, '0' as unsaid`;
  const inSpan = sql`workspace_id = ${workspaceId} and hour > ${from} - interval '1 hour' and hour < ${until}`;
  if (asked.clicksFrom === "rows") {
    return sql`
      select coalesce(sum(counts.clicks), 0)::text as clicks, '0' as old, '0' as unsaid
        from (select * from click_counts where ${inSpan}) as counts
        join links on links.workspace_id = counts.workspace_id and links.id = counts.link_id
       where ${filtersOf(asked, LINK_COLUMNS)}`;
  }
  const isOld = sql`hour < ${asked.rowsSince.toISOString()}::timestamptz`;
  return sql`
    select coalesce(sum(counted) filter (where not ${isOld} and kept is distinct from counted), 0)::text as clicks,
           coalesce(sum(counted) filter (where ${isOld}), 0)::text as old,
           coalesce(sum(counted - coalesce(kept, 0)) filter (where ${isOld}), 0)::text as unsaid
      from (${clickHours({ ...asked, workspaceId }, inSpan)}) as hours`;
}

/** How many conversions are read row by row: of the past all of the days, since others may have been credited then. */
function salesToRead({ workspaceId }: Context, asked: Asking, { from, until }: SpanSql): SQL {
  if (asked.salesFrom === "counts") return sql`select '0' as sales`;
  const inSpan = sql`workspace_id = ${workspaceId} and quarter >= ${from} and quarter < ${until}`;
  const all = sql`coalesce(sum(ppm) / 1000000, 0)::bigint::text as sales`;
  if (asked.salesFrom === "rows") {
    const columns = { program: sql`program_id`, affiliate: sql`affiliate_id`, link: sql`link_id` };
    return sql`select ${all} from (
      select conversions_ppm as ppm from sale_counts
       where ${inSpan} and ${asked.asOf ? sql`true` : filtersOf(asked, columns)}) as counted`;
  }
  return sql`
    select ${all} from (${saleQuarters({ ...asked, workspaceId }, inSpan)}) as quarters where kept is distinct from counted`;
}
