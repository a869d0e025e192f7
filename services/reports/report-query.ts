import { type SQL, sql } from "drizzle-orm";
import { isTimeGroup } from "../../core/reports/dimensions.ts";
import { isClickMeasure, type Measure } from "../../core/reports/metrics.ts";
import { type Asked, KEYS, list, otherGroups, type Period } from "./report-columns.ts";
import { clickRows, saleRows } from "./report-sources.ts";

/**
 * The sums of clicks of some days, in rows of one form with those of sales: `period, is_total, t, k0, k1, k2,
 * currency` and each measure. What may not be added up, visitors, has a row of its own in all (`is_total`).
 */
export function clicksQuery(asked: Asked, period: Period): SQL {
  const rows = clickRows(asked, period);
  const sums = asked.measures.map((measure) => clickSum(measure, asked.netVerdicts));
  const keys = keyNames(asked);
  const byKeys = keys.length > 0 ? sql.raw(`group by ${keys.join(", ")}`) : sql``;
  const plain = sql`select ${shownKeys(asked, period, sql`false`)}, null::text as currency, ${list(sums)} from (${rows}) as rows ${byKeys}`;
  if (!asked.measures.includes("unique")) return plain;
  const only = asked.measures.map((measure, index) =>
    measure === "unique" ? (sums[index] as SQL) : sql`0::bigint`,
  );
  const none = { ...asked, groups: [] };
  return sql`${plain} union all select ${shownKeys(none, period, sql`true`)}, null::text, ${list(only)} from (${rows}) as rows`;
}

/** As `clicksQuery`, of sales: a row of each currency. */
export function salesQuery(asked: Asked, period: Period): SQL {
  const sums = asked.measures.map((measure) =>
    isClickMeasure(measure) ? sql`0::bigint` : sql`coalesce(sum(${sql.identifier(measure)}), 0)::bigint`,
  );
  return sql`select ${shownKeys(asked, period, sql`false`)}, currency, ${list(sums)} from (${saleRows(asked, period)}) as rows
   group by ${sql.raw([...keyNames(asked), "currency"].join(", "))}`;
}

/** Columns that rows are grouped by, of `t, k0, k1, k2` only those that are asked for. */
const keyNames = (asked: Asked): readonly string[] => [
  ...(asked.groups.some(isTimeGroup) ? ["t"] : []),
  ...otherGroups(asked).map((_, index) => KEYS[index] as string),
];

function shownKeys(asked: Asked, { nth }: Period, isTotal: SQL): SQL {
  const names = keyNames(asked);
  const keys = KEYS.map((key) => (names.includes(key) ? sql.raw(key) : sql.raw(`'' as ${key}`)));
  return list([
    sql`${nth}::int as period`,
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
