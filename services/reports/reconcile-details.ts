import { type SQL, sql } from "drizzle-orm";
import { DETAILS } from "../../core/reports/dimensions.ts";
import { SALE_MEASURES } from "../../core/reports/measures.ts";
import type { Db } from "../../db/client.ts";
import type { Span } from "../reading/clicks.ts";
import { type Context, transact } from "../shared/context.ts";
import {
  type CountDifference,
  type DifferenceRow,
  differenceOf,
  isoOf,
  NAMED_MAX,
  saleColumns,
} from "./reconcile-counts.ts";
import { CLICK_ROWS, CLICKS_OF_SALES, type Columns, SALE_ROWS } from "./report-columns.ts";

/**
 * Sums the rows of a span anew by what they say of themselves, and names what roll-ups say otherwise, at most 100 of sales and of clicks.
 * What waits to be rolled up is held to nothing: reports read its rows. The span begins and ends on the hour.
 */
export function reconcileDetails(context: Context, span: Span): Promise<readonly CountDifference[]> {
  return transact(context, async (tx) => [
    ...(await differing(tx, "sale_details", salesBothWays(context, span), SALE_MEASURES)),
    ...(await differing(tx, "click_details", clicksBothWays(context, span), ["clicks"])),
  ]);
}

/** The groups that hold, what is kept of them, and what their rows say. */
type BothWays = { readonly held: SQL; readonly kept: SQL; readonly found: SQL; readonly none: SQL };

/** A label that no row of a group has is not summed, and so not looked for. */
async function differing(
  tx: Db,
  of: CountDifference["of"],
  { held, kept, found, none }: BothWays,
  names: readonly string[],
): Promise<readonly CountDifference[]> {
  const { rows } = (await tx.execute(sql`
    with held as materialized (${held}), counted as (${kept}), found as materialized (${found}), recounted as (
      select at, affiliate_id, program_id, detail, value, key, sums from (
        select *, bool_or(value <> '') over (partition by at, affiliate_id, program_id, detail) as is_said from found) as each
       where is_said or detail not like 'sub_'
    )
    select ${isoOf(sql`at`)} as at, affiliate_id, program_id, null as link_id, detail || '=' || value || ' ' || key as key,
           coalesce(counted.sums, ${none})::text[] as counted, coalesce(recounted.sums, ${none})::text[] as recounted
      from counted full join recounted using (at, affiliate_id, program_id, detail, value, key)
     where coalesce(counted.sums, ${none}) <> coalesce(recounted.sums, ${none})
     order by 1, 2, 3, 5 limit ${NAMED_MAX}`)) as unknown as { rows: DifferenceRow[] };
  return rows.map((row) => differenceOf(of, row, names));
}

const within = (column: SQL, { from, to }: Span): SQL =>
  sql`${column} >= ${from.toISOString()}::timestamptz and ${column} < ${to.toISOString()}::timestamptz`;

/** Each detail of a row beside its value. */
const told = (columns: Partial<Columns>): SQL =>
  sql`(values ${sql.join(
    DETAILS.flatMap((detail) => {
      const column = columns[detail];
      return column ? [sql`(${detail}, coalesce(${column}, ''))`] : [];
    }),
    sql`, `,
  )}) as told(detail, value)`;

function clicksBothWays({ workspaceId }: Context, span: Span): BothWays {
  return {
    held: sql`
      select counted.hour as at, affiliate_id, program_id
        from (select counts.hour, links.affiliate_id, links.program_id, sum(counts.clicks) as clicks
                from click_counts counts
                join links on links.workspace_id = counts.workspace_id and links.id = counts.link_id
               where counts.workspace_id = ${workspaceId} and ${within(sql`counts.hour`, span)}
                 and (counts.hour > now() - interval '90 days'
                      or to_regclass('public.clicks_' || to_char(counts.hour at time zone 'UTC', 'YYYYMMDD')) is not null)
               group by 1, 2, 3) counted
        join (select * from click_rollups where workspace_id = ${workspaceId}) kept using (hour, affiliate_id, program_id, clicks)`,
    kept: sql`
      select held.at, held.affiliate_id, held.program_id, detail, value, verdict::text as key, array[clicks::numeric] as sums
        from click_details details join held on held.at = details.hour and held.affiliate_id = details.affiliate_id
         and held.program_id = details.program_id
       where workspace_id = ${workspaceId} and ${within(sql`hour`, span)}`,
    found: sql`
      select held.at, held.affiliate_id, held.program_id, detail, value, verdict::text as key, array[count(*)::numeric] as sums
        from clicks
        join held on held.at = date_trunc('hour', clicks.clicked_at, 'UTC') and held.affiliate_id = clicks.affiliate_id
         and held.program_id = clicks.program_id
       cross join lateral ${told(CLICK_ROWS)}
       where clicks.workspace_id = ${workspaceId} and clicks.id >= click_id_lower_bound(${span.from.toISOString()}::timestamptz)
         and clicks.id < click_id_lower_bound(${span.to.toISOString()}::timestamptz)
       group by 1, 2, 3, 4, 5, 6`,
    none: sql`array[0::numeric]`,
  };
}

function salesBothWays({ workspaceId }: Context, span: Span): BothWays {
  return {
    held: sql`
      select quarter as at, affiliate_id, program_id
        from (select quarter, affiliate_id, program_id, sum(changes) as changes from sale_counts
               where workspace_id = ${workspaceId} and ${within(sql`quarter`, span)} group by 1, 2, 3) counted
        join (select * from sale_rollups where workspace_id = ${workspaceId}) kept using (quarter, affiliate_id, program_id, changes)`,
    kept: sql`
      select held.at, held.affiliate_id, held.program_id, detail, value, currency::text as key,
             array[${saleColumns((name) => sql`${name}::numeric`)}] as sums
        from sale_details details join held on held.at = details.quarter and held.affiliate_id = details.affiliate_id
         and held.program_id = details.program_id
       where workspace_id = ${workspaceId} and ${within(sql`quarter`, span)}`,
    found: sql`
      select held.at, held.affiliate_id, held.program_id, detail, value, sales.currency::text as key,
             array[${saleColumns((name) => sql`sum(sales.${name})`)}] as sums
        from sale_parts sales
        join held on held.at = quarter_of(sales.occurred_at) and held.affiliate_id = sales.affiliate_id
         and held.program_id = sales.program_id
        ${CLICKS_OF_SALES}
       cross join lateral ${told(SALE_ROWS)}
       where sales.workspace_id = ${workspaceId} and ${within(sql`sales.occurred_at`, span)}
       group by 1, 2, 3, 4, 5, 6`,
    none: sql`array_fill(0::numeric, array[${SALE_MEASURES.length}::int])`,
  };
}
