import { type SQL, sql } from "drizzle-orm";
import { SUB_IDS } from "../../core/link/parameters.ts";
import { type Filter, type Group, isTimeGroup, type TimeGroup } from "../../core/reports/dimensions.ts";
import { isClickMeasure, type Measure } from "../../core/reports/metrics.ts";
import { type Days, instantsOf, stretchStarts } from "../../core/reports/periods.ts";
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
 * currency` and each measure. What may not be added up, visitors, has a row of its own in all (`is_total`).
 */
export function clicksQuery(asked: Asked, days: Days, period: number): SQL {
  const source = asked.clicksByRow ? CLICK_ROWS : COUNTED_CLICKS;
  const { fromMs, untilMs } = instantsOf(days, asked.timeZone);
  const [from, until] = [instant(fromMs), instant(untilMs)];
  const isUnique = asked.measures.includes("unique");
  const visited = isUnique
    ? sql`concat_ws(' ', clicks.link_id, clicks.visitor_id, (clicks.clicked_at at time zone ${asked.timeZone})::date)`
    : sql`null::text`;
  const rows = asked.clicksByRow
    ? sql`select ${keysOf(asked, source, days)} clicks.verdict, 1 as n, ${visited} as visited
            from clicks
           where clicks.workspace_id = ${asked.workspaceId} and clicks.id >= click_id_lower_bound(${from})
             and clicks.id < click_id_lower_bound(${until}) and ${filtersOf(asked, source)}`
    : sql`select ${keysOf(asked, source, days)} click_counts.verdict, click_counts.clicks as n
            from click_counts
            join links on links.workspace_id = click_counts.workspace_id and links.id = click_counts.link_id
           where click_counts.workspace_id = ${asked.workspaceId} and click_counts.hour >= ${from}
             and click_counts.hour < ${until} and ${filtersOf(asked, source)}`;
  const sums = asked.measures.map((measure) => clickSum(measure, asked.netVerdicts));
  const keys = keyNames(asked);
  const byKeys = keys.length > 0 ? sql.raw(`group by ${keys.join(", ")}`) : sql``;
  const plain = sql`select ${shownKeys(asked, period, sql`false`)}, null::text as currency, ${list(sums)} from (${rows}) as rows ${byKeys}`;
  if (!isUnique) return plain;
  const only = asked.measures.map((measure, index) =>
    measure === "unique" ? (sums[index] as SQL) : sql`0::bigint`,
  );
  const none = { ...asked, groups: [] };
  return sql`${plain} union all select ${shownKeys(none, period, sql`true`)}, null::text, ${list(only)} from (${rows}) as rows`;
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
    isClickMeasure(measure) ? sql`0::bigint` : sql`coalesce(sum(${sql.identifier(measure)}), 0)::bigint`,
  );
  return sql`select ${shownKeys(asked, period, sql`false`)}, currency, ${list(sums)}
    from (select ${keysOf(asked, source, days)} sales.currency::text as currency, ${list(columns)} from ${from}
           where sales.workspace_id = ${asked.workspaceId} and ${source.at} >= ${instant(fromMs)} and ${source.at} < ${instant(untilMs)}
             and ${asked.currency === null ? sql`true` : sql`sales.currency = ${asked.currency}`}
             and ${filtersOf(asked, source)}) as rows
   group by ${sql.raw([...keyNames(asked), "currency"].join(", "))}`;
}

const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
/** A list of columns. */
export const list = (parts: readonly SQL[]): SQL => sql.join([...parts], sql`, `);
const otherGroups = ({ groups }: Asked) => groups.filter((group): group is Filter => !isTimeGroup(group));
/** Columns that rows are grouped by, of `t, k0, k1, k2` only those that are asked for. */
const keyNames = (asked: Asked): readonly string[] => [
  ...(asked.groups.some(isTimeGroup) ? ["t"] : []),
  ...otherGroups(asked).map((_, index) => KEYS[index] as string),
];

function shownKeys(asked: Asked, period: number, isTotal: SQL): SQL {
  const names = keyNames(asked);
  const keys = KEYS.map((key) => (names.includes(key) ? sql.raw(key) : sql.raw(`'' as ${key}`)));
  return list([
    sql`${period}::int as period`,
    sql`${isTotal} as is_total`,
    names.includes("t") ? sql`t` : sql`0 as t`,
    ...keys,
  ]);
}

function clickSum(measure: Measure, netVerdicts: readonly string[]): SQL {
  const isNet = sql`verdict = any (${sql.param([...netVerdicts])}::verdict[])`;
  if (measure === "gross") return sql`coalesce(sum(n), 0)::bigint`;
  if (measure === "net") return sql`coalesce(sum(n) filter (where ${isNet}), 0)::bigint`;
  if (measure === "unique") return sql`count(distinct visited) filter (where ${isNet})::bigint`;
  if (!isClickMeasure(measure)) return sql`0::bigint`;
  return sql`coalesce(sum(n) filter (where verdict = ${measure}::verdict), 0)::bigint`;
}

/** The keys that are asked for, with a comma after each; what says nothing is an empty key. */
function keysOf(asked: Asked, source: Source, days: Days): SQL {
  const time = asked.groups.find(isTimeGroup);
  const keys = otherGroups(asked).map(
    (group, index) =>
      sql`coalesce(${source.columns[group] ?? sql`null`}, '') as ${sql.raw(KEYS[index] as string)}`,
  );
  const place = time === undefined ? [] : [sql`${placeOf(time, asked, source.at, days)} as t`];
  return sql.join([...place, ...keys].map((key) => sql`${key}, `));
}

/** Which stretch of time of the span an instant lies in, from 0. */
function placeOf(group: TimeGroup, { timeZone }: Asked, at: SQL, days: Days): SQL {
  const starts = stretchStarts(group, days, timeZone).map((ms) => new Date(ms).toISOString());
  return sql`width_bucket(${at}, ${sql.param(starts)}::timestamptz[]) - 1`;
}

function filtersOf(asked: Asked, source: Source): SQL {
  const conditions = Object.entries(asked.filters).flatMap(([name, values]) => {
    const column = source.columns[name as Filter];
    return column && values ? [sql`coalesce(${column}, '') = any (${sql.param([...values])}::text[])`] : [];
  });
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}
