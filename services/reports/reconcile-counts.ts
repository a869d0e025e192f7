import { type SQL, sql } from "drizzle-orm";
import { SALE_MEASURES } from "../../core/reports/measures.ts";
import type { Db } from "../../db/client.ts";
import type { Span } from "../reading/clicks.ts";
import { type Context, transact } from "../shared/context.ts";

/** Most differences of a kind that are named. */
export const NAMED_MAX = 100;

/** A count that is not what its rows come to. */
export type CountDifference = {
  readonly of: "sales" | "clicks" | "sale_details" | "click_details";
  /** The quarter of an hour, or the hour of clicks. */
  readonly at: string;
  readonly affiliateId: string | null;
  readonly programId: string | null;
  /** Null of details, which are summed by affiliate. */
  readonly linkId: string | null;
  /** A currency of sales, a verdict of clicks; of details after what they say, e.g. `country=DE human`. */
  readonly key: string;
  /** What was summed, by name, where the two differ. */
  readonly counted: Readonly<Record<string, string>>;
  readonly recounted: Readonly<Record<string, string>>;
};

/** A difference as statements name it, its sums in the order of their names. */
export type DifferenceRow = {
  at: string;
  affiliate_id: string | null;
  program_id: string | null;
  link_id: string | null;
  key: string;
  counted: string[];
  recounted: string[];
};

/**
 * Counts the rows of a span anew and names what the counts say otherwise, at most 100 of sales and of clicks. The span
 * begins and ends on the hour. Clicks of days that have left Postgres are held to nothing here.
 */
export function reconcileCounts(context: Context, span: Span): Promise<readonly CountDifference[]> {
  return transact(context, async (tx) => [
    ...(await differingSales(tx, context, span)),
    ...(await differingClicks(tx, context, span)),
  ]);
}

/** The measures of sales, each in a form. */
export const saleColumns = (form: (name: SQL) => SQL): SQL =>
  sql.join(
    SALE_MEASURES.map((name) => form(sql.raw(name))),
    sql`, `,
  );
/** An instant to the second. */
export const isoOf = (instant: SQL): SQL =>
  sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

async function differingSales(tx: Db, { workspaceId }: Context, { from, to }: Span) {
  const within = (column: SQL) =>
    sql`${column} >= ${from.toISOString()}::timestamptz and ${column} < ${to.toISOString()}::timestamptz`;
  const none = sql`array_fill(0::numeric, array[${SALE_MEASURES.length}::int])`;
  const { rows } = (await tx.execute(sql`
    with counted as (
      select quarter, affiliate_id, program_id, link_id, currency, array[${saleColumns((name) => sql`${name}::numeric`)}] as sums
        from sale_counts where workspace_id = ${workspaceId} and ${within(sql`quarter`)}
    ), recounted as (
      select quarter_of(occurred_at) as quarter, affiliate_id, program_id, link_id, currency,
             array[${saleColumns((name) => sql`sum(${name})`)}] as sums
        from sale_parts where workspace_id = ${workspaceId} and ${within(sql`occurred_at`)} group by 1, 2, 3, 4, 5
    )
    select ${isoOf(sql`quarter`)} as at, affiliate_id, program_id, link_id, currency as key,
           coalesce(counted.sums, ${none})::text[] as counted, coalesce(recounted.sums, ${none})::text[] as recounted
      from counted full join recounted using (quarter, affiliate_id, program_id, link_id, currency)
     where coalesce(counted.sums, ${none}) <> coalesce(recounted.sums, ${none})
     order by 1, 2, 3, 4, 5 limit ${NAMED_MAX}`)) as unknown as { rows: DifferenceRow[] };
  return rows.map((row) => differenceOf("sales", row, SALE_MEASURES));
}

async function differingClicks(tx: Db, { workspaceId }: Context, { from, to }: Span) {
  const { rows } = (await tx.execute(sql`
    with counted as (
      select hour, link_id, verdict, clicks::numeric as sum from click_counts
       where workspace_id = ${workspaceId} and hour >= ${from.toISOString()}::timestamptz and hour < ${to.toISOString()}::timestamptz
         and (hour > now() - interval '90 days'
              or to_regclass('public.clicks_' || to_char(hour at time zone 'UTC', 'YYYYMMDD')) is not null)
    ), recounted as (
      select date_trunc('hour', clicked_at, 'UTC') as hour, link_id, verdict, count(*)::numeric as sum from clicks
       where workspace_id = ${workspaceId} and id >= click_id_lower_bound(${from.toISOString()}::timestamptz)
         and id < click_id_lower_bound(${to.toISOString()}::timestamptz) group by 1, 2, 3
    )
    select ${isoOf(sql`hour`)} as at, links.affiliate_id, links.program_id, link_id, verdict::text as key,
           array[coalesce(counted.sum, 0)]::text[] as counted, array[coalesce(recounted.sum, 0)]::text[] as recounted
      from counted full join recounted using (hour, link_id, verdict)
      left join links on links.workspace_id = ${workspaceId} and links.id = link_id
     where coalesce(counted.sum, 0) <> coalesce(recounted.sum, 0)
     order by 1, 4, 5 limit ${NAMED_MAX}`)) as unknown as { rows: DifferenceRow[] };
  return rows.map((row) => differenceOf("clicks", row, ["clicks"]));
}

/** Names what differs, by the names of the sums. */
export function differenceOf(
  of: CountDifference["of"],
  row: DifferenceRow,
  names: readonly string[],
): CountDifference {
  const differing = names.flatMap((name, index) =>
    row.counted[index] === row.recounted[index] ? [] : [{ name, index }],
  );
  const only = (sums: readonly string[]) =>
    Object.fromEntries(differing.map(({ name, index }) => [name, sums[index] ?? "0"]));
  return {
    ...{ of, at: row.at, affiliateId: row.affiliate_id, programId: row.program_id, linkId: row.link_id },
    ...{ key: row.key, counted: only(row.counted), recounted: only(row.recounted) },
  };
}
