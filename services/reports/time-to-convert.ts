import { sql } from "drizzle-orm";
import { TIME_BUCKETS, TIME_PERCENTILES } from "../../core/reports/conversion-times.ts";
import { type Days, instantsOf } from "../../core/reports/periods.ts";
import { type Context, transact } from "../shared/context.ts";
import { type Freshness, findFreshness } from "./freshness.ts";
import { type RowsRefused, SALE_ROWS_MAX } from "./row-limits.ts";

/** How long conversions took from the last click that is credited with them. */
export type ConversionTimes = {
  readonly conversions: number;
  /** In the order of `TIME_BUCKETS`, and of `TIME_PERCENTILES`, in seconds; null where there is no conversion. */
  readonly buckets: readonly number[];
  readonly percentiles: readonly (number | null)[];
  readonly freshness: Freshness;
};

/** Whose conversions are meant. */
export type TimesFilter = {
  readonly affiliateIds: readonly string[] | null;
  readonly programIds: readonly string[] | null;
};

/** Tells how long conversions of some days took. One that no click is credited with, but a coupon, is not counted. */
export function timesToConvert(
  context: Context,
  { days, timeZone, ...filter }: TimesFilter & { readonly days: Days; readonly timeZone: string },
): Promise<ConversionTimes | RowsRefused> {
  const { fromMs, untilMs } = instantsOf(days, timeZone);
  const isOne = (column: string, ids: readonly string[] | null) =>
    ids === null ? sql`true` : sql`${sql.raw(column)} = any (${sql.param([...ids])}::text[])`;
  return transact(context, async (tx) => {
    const { rows } = (await tx.execute(sql`
      with credited as materialized (
        select conversion_id, occurred_at, click_id from sale_parts
         where workspace_id = ${context.workspaceId} and conversions_ppm > 0 and click_id is not null
           and occurred_at >= ${new Date(fromMs).toISOString()}::timestamptz
           and occurred_at < ${new Date(untilMs).toISOString()}::timestamptz
           and ${isOne("affiliate_id", filter.affiliateIds)} and ${isOne("program_id", filter.programIds)}
         limit ${SALE_ROWS_MAX + 1}
      ), times as (
        -- The first 48 bits of a click's id are its milliseconds. A shop's clock may run behind.
        select greatest(0, min(extract(epoch from occurred_at)
                 - ('x' || left(replace(click_id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)) as seconds
          from credited group by conversion_id
      )
      select (select count(*)::int from credited) as read, count(*)::int as conversions,
             array(select count(times.seconds)::int from generate_series(1, ${TIME_BUCKETS.length}::int) as bucket
                     left join times
                       on width_bucket(times.seconds, ${sql.param(TIME_BUCKETS.map(({ from }) => from))}::numeric[]) = bucket
                    group by bucket order by bucket) as buckets,
             percentile_disc(${sql.param(TIME_PERCENTILES.map((part) => part / 100))}::float8[])
               within group (order by floor(times.seconds)::int) as percentiles
        from times`)) as unknown as {
      rows: {
        read: number;
        conversions: number;
        buckets: number[];
        percentiles: number[] | null;
      }[];
    };
    const [row] = rows;
    const read = row?.read ?? 0;
    if (read > SALE_ROWS_MAX) return { refused: "too_many_conversions" as const, rows: read };
    return {
      conversions: row?.conversions ?? 0,
      buckets: row?.buckets ?? [],
      percentiles: TIME_PERCENTILES.map((_, index) => {
        const seconds = row?.percentiles?.[index];
        return seconds ?? null;
      }),
      freshness: await findFreshness(tx, context),
    };
  });
}
