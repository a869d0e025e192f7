import { type SQL, sql } from "drizzle-orm";
import { isClickMeasure, METRICS, measuresOf } from "../../core/reports/metrics.ts";
import { comparedDays, instantsOf } from "../../core/reports/periods.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import { filtersOf } from "./report-columns.ts";
import type { ReportRequest } from "./report-request.ts";

/** Most clicks, and most conversions, that a report reads row by row. */
export const CLICK_ROWS_MAX = 1_000_000;
/** See above. */
export const SALE_ROWS_MAX = 200_000;
/** For how many days clicks are rows at least; of days before that only the counts are left. */
export const CLICK_DAYS_KEPT = 90;
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
  const measures = request.metrics.flatMap((name) => measuresOf(METRICS[name]));
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
  const none = sql`select '0' as clicks, '0' as old, '0' as unsaid`;
  if (asked.clicksFrom === "counts") return none;
  const columns = { program: sql`links.program_id`, affiliate: sql`links.affiliate_id`, link: sql`links.id` };
  const counted = sql`
    select counts.hour, links.affiliate_id, links.program_id, sum(counts.clicks) as clicks
      from click_counts counts
      join links on links.workspace_id = counts.workspace_id and links.id = counts.link_id
     where counts.workspace_id = ${workspaceId} and counts.hour > ${from} - interval '1 hour' and counts.hour < ${until}
       and ${filtersOf(asked, columns)}
     group by 1, 2, 3`;
  if (asked.clicksFrom === "rows") {
    return sql`select coalesce(sum(clicks), 0)::text as clicks, '0' as old, '0' as unsaid from (${counted}) as counted`;
  }
  const isOld = sql`counted.hour < ${asked.rowsSince.toISOString()}::timestamptz`;
  const unsummed = sql`counted.clicks - coalesce(kept.clicks, 0)`;
  return sql`
    select coalesce(sum(counted.clicks) filter (where not ${isOld} and ${unsummed} <> 0), 0)::text as clicks,
           coalesce(sum(counted.clicks) filter (where ${isOld}), 0)::text as old,
           coalesce(sum(${unsummed}) filter (where ${isOld}), 0)::text as unsaid
      from (${counted}) as counted
      left join click_rollups kept
        on kept.workspace_id = ${workspaceId} and kept.hour = counted.hour and kept.affiliate_id = counted.affiliate_id
       and kept.program_id = counted.program_id`;
}

/** How many conversions are read row by row. */
function salesToRead({ workspaceId }: Context, asked: Asking, { from, until }: SpanSql): SQL {
  if (asked.salesFrom === "counts") return sql`select '0' as sales`;
  const columns = {
    ...{ program: sql`counts.program_id`, affiliate: sql`counts.affiliate_id`, link: sql`counts.link_id` },
  };
  const isRead =
    asked.salesFrom === "rows"
      ? sql`true`
      : sql`changes <> coalesce((select kept.changes from sale_rollups kept
             where kept.workspace_id = ${workspaceId} and kept.quarter = counted.quarter
               and kept.affiliate_id = counted.affiliate_id and kept.program_id = counted.program_id), 0)`;
  return sql`
    select coalesce(sum(ppm) filter (where ${isRead}) / 1000000, 0)::bigint::text as sales
      from (select quarter, affiliate_id, program_id, sum(conversions_ppm) as ppm, sum(changes) as changes
              from sale_counts counts
             where counts.workspace_id = ${workspaceId} and counts.quarter >= ${from} and counts.quarter < ${until}
               and ${filtersOf(asked, columns)}
             group by 1, 2, 3) as counted`;
}
