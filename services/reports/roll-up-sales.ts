import { type SQL, sql } from "drizzle-orm";
import { SALE_MEASURES } from "../../core/reports/measures.ts";
import type { Db } from "../../db/client.ts";
import { type Context, transact } from "../shared/context.ts";
import { takeTurn } from "../shared/take-turn.ts";
import { CLICKS_OF_SALES, SALE_ROWS } from "./report-columns.ts";
import { anyDetail, eachHour, HOURS_MAX, ROLLUP_TURN } from "./roll-up-clicks.ts";
import { saleQuarters } from "./rolled-up.ts";

const QUARTER_MS = 900_000;

/**
 * Sums sales of hours by what their clicks and orders say, where they changed since that was done; and keeps what credited clicks say, since
 * rows of clicks are dropped and sales are not.
 *
 * Safe to repeat and to cut off, as `rollUpClicks`. What changes while it sums is told by the count of changes, which the same statement reads.
 *
 * @returns how many hours were summed
 */
export async function rollUpSales(
  context: Context,
  { since, mayGoOn }: { readonly since: Date; readonly mayGoOn: () => boolean },
): Promise<number> {
  const hours = await transact(context, (tx) => staleHours(tx, context, since));
  return eachHour(hours, mayGoOn, (hour) => transact(context, (tx) => rollUpHour(tx, context, hour)));
}

async function staleHours(tx: Db, { workspaceId }: Context, since: Date): Promise<readonly Date[]> {
  const inSpan = sql`workspace_id = ${workspaceId} and quarter >= ${since.toISOString()}::timestamptz`;
  const { rows } = (await tx.execute(sql`
    select distinct (extract(epoch from date_trunc('hour', quarter, 'UTC')) * 1000)::bigint as hour_ms
      from (${saleQuarters({ workspaceId, filters: {} }, inSpan)}) as quarters where kept is distinct from counted
     order by 1 desc limit ${HOURS_MAX}`)) as unknown as { rows: { hour_ms: string }[] };
  return rows.map(({ hour_ms }) => new Date(Number(hour_ms)));
}

async function rollUpHour(tx: Db, context: Context, hour: Date): Promise<boolean> {
  await takeTurn(tx, context, ROLLUP_TURN);
  await forgetSaleHours(tx, context, [hour]);
  const [from, until] = [hour, new Date(hour.getTime() + 3_600_000)].map(
    (at) => sql`${at.toISOString()}::timestamptz`,
  ) as [SQL, SQL];
  await tx.execute(sumsOf(context, from, until));
  // After the sums, so that of no sale that was summed the click is left out.
  await tx.execute(keepClicks(context, from, until));
  return true;
}

/** Takes away what is summed of hours, so that they are summed anew. For who has the turn of roll-ups. */
export async function forgetSaleHours(
  tx: Db,
  { workspaceId }: Context,
  hours: readonly Date[],
): Promise<void> {
  const quarters = hours.flatMap((hour) => [0, 1, 2, 3].map((nth) => hour.getTime() + nth * QUARTER_MS));
  const isOfThem = sql`quarter = any (${sql.param(quarters.map((ms) => new Date(ms).toISOString()))}::timestamptz[])`;
  await tx.execute(
    sql`delete from sale_details where workspace_id = ${workspaceId} and detail = ${anyDetail()} and ${isOfThem}`,
  );
  await tx.execute(sql`delete from sale_rollups where workspace_id = ${workspaceId} and ${isOfThem}`);
}

function keepClicks({ workspaceId }: Context, from: SQL, until: SQL): SQL {
  return sql`
    insert into credited_clicks (workspace_id, click_id, affiliate_id, visitor_id, country, device, referrer_host, sub_ids)
    select distinct on (clicks.id) clicks.workspace_id, clicks.id, clicks.affiliate_id, clicks.visitor_id, clicks.country, clicks.device,
           clicks.referrer_host, clicks.sub_ids
      from conversions sale
      join decisions decision on decision.workspace_id = sale.workspace_id and decision.conversion_id = sale.id
      join credits credit on credit.workspace_id = sale.workspace_id and credit.decision_id = decision.id
      join clicks on clicks.id = credit.click_id and clicks.workspace_id = sale.workspace_id
     where sale.workspace_id = ${workspaceId} and sale.occurred_at >= ${from} and sale.occurred_at < ${until}
     order by clicks.id
    on conflict do nothing`;
}

function sumsOf({ workspaceId }: Context, from: SQL, until: SQL): SQL {
  const measures = sql.raw(SALE_MEASURES.join(", "));
  const sums = sql.raw(SALE_MEASURES.map((name) => `sum(${name})::bigint as ${name}`).join(", "));
  const whose = sql.raw("quarter, affiliate_id, program_id");
  return sql`
    with changed as materialized (
      select ${whose}, sum(changes) as changes from sale_counts
       where workspace_id = ${workspaceId} and quarter >= ${from} and quarter < ${until} group by ${whose}
    ), said as materialized (
      select quarter_of(sales.occurred_at) as quarter, sales.affiliate_id, sales.program_id, sales.currency, coupon_code,
             ${SALE_ROWS.country} as country, ${SALE_ROWS.device} as device, ${SALE_ROWS.referrer} as referrer_host,
             coalesce(kept.sub_ids, clicks.sub_ids, '{}') as sub_ids, ${sums}
        from sale_parts as sales ${CLICKS_OF_SALES}
       where sales.workspace_id = ${workspaceId} and sales.occurred_at >= ${from} and sales.occurred_at < ${until}
       group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ), labels as materialized (
      select ${whose}, array_agg(distinct nth) as nths
        from said cross join lateral unnest(sub_ids) with ordinality as given(label, nth) where label <> '' group by ${whose}
    ), details as (
      select ${whose}, currency, detail, coalesce(value, '') as value, ${sums}
        from said
       cross join lateral (values ('country', country), ('device', device), ('referrer', referrer_host), ('coupon', coupon_code))
               as told(detail, value)
       group by 1, 2, 3, 4, 5, 6
       union all
      select ${whose}, currency, 'sub' || nth, coalesce(sub_ids[nth], ''), ${sums}
        from said join labels using (${whose}) cross join lateral unnest(nths) as nth
       group by 1, 2, 3, 4, 5, 6
    ), summed as (
      insert into sale_rollups (workspace_id, ${whose}, changes, labels)
      select ${workspaceId}, ${whose}, changes, coalesce((select array_agg('sub' || nth) from unnest(nths) as nth), '{}')
        from changed left join labels using (${whose})
    )
    insert into sale_details (workspace_id, ${whose}, currency, detail, value, ${measures})
    select ${workspaceId}, ${whose}, currency, detail, value, ${measures} from details`;
}
