import { type SQL, sql } from "drizzle-orm";
import { SUB_IDS } from "../../core/link/parameters.ts";
import { type Filter, type Group, isTimeGroup, type TimeGroup } from "../../core/reports/dimensions.ts";
import { isClickMeasure, type Measure } from "../../core/reports/metrics.ts";
import { type Days, instantsOf } from "../../core/reports/periods.ts";
import { dayText } from "../../core/shared/calendar.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";

/** Most keys a row of a report has beside its stretch of time. */
export const KEYS = ["k0", "k1", "k2"] as const;

/** What one look at a source asks. */
export type Asked = {
  readonly workspaceId: WorkspaceId;
  readonly groups: readonly Group[];
  readonly filters: Readonly<Partial<Record<Filter, readonly string[]>>>;
  readonly timeZone: string;
  readonly currency: string | null;
  readonly measures: readonly Measure[];
  readonly netVerdicts: readonly string[];
  /** Whether clicks and sales are read row by row, and not as they were counted. */
  readonly clicksByRow: boolean;
  readonly salesByRow: boolean;
};

/** Where a source has what reports ask for. */
type Source = { readonly at: SQL; readonly columns: Readonly<Partial<Record<Filter, SQL>>> };

const subColumns = (ids: SQL): Readonly<Partial<Record<Filter, SQL>>> =>
  // Postgres counts from 1, and gives null for an element that is not there.
  Object.fromEntries(SUB_IDS.map((name, index) => [name, sql`${ids}[${sql.raw(String(index + 1))}]`]));
const clickColumns = {
  ...subColumns(sql`clicks.sub_ids`),
  country: sql`clicks.country::text`,
  device: sql`clicks.device`,
  referrer: sql`clicks.referrer_host`,
};
const COUNTED_CLICKS: Source = {
  at: sql`click_counts.hour`,
  columns: { program: sql`links.program_id`, affiliate: sql`links.affiliate_id`, link: sql`links.id` },
};
const CLICK_ROWS: Source = {
  at: sql`clicks.clicked_at`,
  columns: {
    ...clickColumns,
    ...{ program: sql`clicks.program_id`, affiliate: sql`clicks.affiliate_id`, link: sql`clicks.link_id` },
  },
};
const SALE_COLUMNS = {
  program: sql`sales.program_id`,
  affiliate: sql`sales.affiliate_id`,
  link: sql`sales.link_id`,
};
const COUNTED_SALES: Source = { at: sql`sales.quarter`, columns: SALE_COLUMNS };
const SALE_ROWS: Source = {
  at: sql`sales.occurred_at`,
  columns: { ...SALE_COLUMNS, ...clickColumns, coupon: sql`sales.coupon_code` },
};

/**
 * The sums of clicks of some days, in rows of one form with those of sales: `period, is_total, t, k0, k1, k2,
 * currency` and each measure.
 */
export function clicksQuery(asked: Asked, days: Days, period: number): SQL {
  const source = asked.clicksByRow ? CLICK_ROWS : COUNTED_CLICKS;
  const { fromMs, untilMs } = instantsOf(days, asked.timeZone);
  const [from, until] = [instant(fromMs), instant(untilMs)];
  const visited = sql`concat_ws(' ', clicks.link_id, clicks.visitor_id, (clicks.clicked_at at time zone ${asked.timeZone})::date)`;
  const rows = asked.clicksByRow
    ? sql`select ${keysOf(asked, source, days)}, clicks.verdict, 1 as n,
                 ${asked.measures.includes("unique") ? visited : sql`null::text`} as visited
            from clicks
           where clicks.workspace_id = ${asked.workspaceId} and clicks.id >= click_id_lower_bound(${from})
             and clicks.id < click_id_lower_bound(${until}) and ${filtersOf(asked, source)}`
    : sql`select ${keysOf(asked, source, days)}, click_counts.verdict, click_counts.clicks as n, null::text as visited
            from click_counts
            join links on links.workspace_id = click_counts.workspace_id and links.id = click_counts.link_id
           where click_counts.workspace_id = ${asked.workspaceId} and click_counts.hour >= ${from}
             and click_counts.hour < ${until} and ${filtersOf(asked, source)}`;
  const sums = asked.measures.map((measure) => clickSum(measure, asked.netVerdicts));
  return sql`select ${period}::int as period, grouping(t) = 1 as is_total, t, ${keyNames()}, null::text as currency, ${list(sums)}
    from (${rows}) as rows group by grouping sets ((t, ${keyNames()}), ())`;
}

/** As `clicksQuery`, of sales: a row of each currency. */
export function salesQuery(asked: Asked, days: Days, period: number): SQL {
  const source = asked.salesByRow ? SALE_ROWS : COUNTED_SALES;
  const { fromMs, untilMs } = instantsOf(days, asked.timeZone);
  const own = asked.measures.filter((measure) => !isClickMeasure(measure));
  const columns = own.map((measure) => sql`sales.${sql.identifier(measure)}`);
  const from = asked.salesByRow
    ? sql`sale_parts as sales left join clicks on clicks.workspace_id = sales.workspace_id and clicks.id = sales.click_id`
    : sql`sale_counts as sales`;
  const sums = asked.measures.map((measure) =>
    isClickMeasure(measure) ? sql`0::numeric` : sql`coalesce(sum(${sql.identifier(measure)}), 0)`,
  );
  return sql`select ${period}::int as period, grouping(t) = 1 as is_total, t, ${keyNames()}, currency, ${list(sums)}
    from (select ${list([keysOf(asked, source, days), sql`sales.currency::text as currency`, ...columns])} from ${from}
           where sales.workspace_id = ${asked.workspaceId} and ${source.at} >= ${instant(fromMs)} and ${source.at} < ${instant(untilMs)}
             and ${asked.currency === null ? sql`true` : sql`sales.currency = ${asked.currency}`}
             and ${filtersOf(asked, source)}) as rows
   group by grouping sets ((t, ${keyNames()}, currency), (currency))`;
}

const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
/** A list of columns. */
export const list = (parts: readonly SQL[]): SQL => sql.join([...parts], sql`, `);
const keyNames = (): SQL => sql.raw(KEYS.join(", "));

function clickSum(measure: Measure, netVerdicts: readonly string[]): SQL {
  const isNet = sql`verdict::text = any (${sql.param([...netVerdicts])}::text[])`;
  if (measure === "gross") return sql`coalesce(sum(n), 0)::numeric`;
  if (measure === "net") return sql`coalesce(sum(n) filter (where ${isNet}), 0)::numeric`;
  if (measure === "unique") return sql`count(distinct visited) filter (where ${isNet})::numeric`;
  if (!isClickMeasure(measure)) return sql`0::numeric`;
  return sql`coalesce(sum(n) filter (where verdict = ${measure}::verdict), 0)::numeric`;
}

/** `t`, the place of the stretch of time in the span, and the keys; what says nothing is an empty key. */
function keysOf(asked: Asked, source: Source, days: Days): SQL {
  const time = asked.groups.find(isTimeGroup);
  const others = asked.groups.filter((group): group is Filter => !isTimeGroup(group));
  const keys = KEYS.map((name, index) => {
    const group = others[index];
    const column = group === undefined ? undefined : source.columns[group];
    return sql`${column ? sql`coalesce(${column}, '')` : sql`''::text`} as ${sql.raw(name)}`;
  });
  return list([sql`${time ? placeOf(time, asked, source.at, days) : sql`0`} as t`, ...keys]);
}

function placeOf(group: TimeGroup, { timeZone }: Asked, at: SQL, days: Days): SQL {
  const first = sql`${dayText(days.fromMs)}::date`;
  const local = sql`(${at} at time zone ${timeZone}::text)`;
  const months = (day: SQL) => sql`(extract(year from ${day}) * 12 + extract(month from ${day}))::int`;
  switch (group) {
    case "hour":
      return sql`floor(extract(epoch from ${at} - ${instant(instantsOf(days, timeZone).fromMs)}) / 3600)::int`;
    case "day":
      return sql`${local}::date - ${first}`;
    case "week":
      return sql`(date_trunc('week', ${local})::date - date_trunc('week', ${first}::timestamp)::date) / 7`;
    case "month":
      return sql`${months(local)} - ${months(first)}`;
  }
}

function filtersOf(asked: Asked, source: Source): SQL {
  const conditions = Object.entries(asked.filters).flatMap(([name, values]) => {
    const column = source.columns[name as Filter];
    return column && values ? [sql`coalesce(${column}, '') = any (${sql.param([...values])}::text[])`] : [];
  });
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}
