import { type SQL, sql } from "drizzle-orm";
import { DETAILS } from "../../core/reports/dimensions.ts";
import type { Db } from "../../db/client.ts";
import { oldestClickDay } from "../clicks/oldest-click-day.ts";
import { type Context, transact } from "../shared/context.ts";
import { eachApart } from "../shared/each-apart.ts";
import { takeTurn } from "../shared/take-turn.ts";
import { clickHours } from "./rolled-up.ts";

const HOUR_MS = 3_600_000;
/** Clicks of an hour are there some minutes after its end, but for what a queue held back. */
const SETTLED_MS = 300_000;
/** An hour that still goes on is summed once so many clicks of it are not: reports read those row by row. */
const CLICKS_UNSUMMED_MAX = 200_000;
/** Most hours of a workspace that one run sums, the newest first, so that each workspace has its turn. */
export const HOURS_MAX = 1_000;
/** Whoever writes or takes away roll-ups of a workspace does so one after the other, under this name. */
export const ROLLUP_TURN = "report_rollups";

/** All details, for statements that look rows up by a key that begins with them. */
export const anyDetail = (): SQL => sql`any (${sql.param([...DETAILS])}::text[])`;
/**
 * Sums the clicks of hours by what they say of themselves, where that is not what was counted: hours that ended, those that got late
 * clicks, and what an erasure took away.
 *
 * Safe to repeat and to cut off: an hour is summed by one transaction, anew and as a whole.
 *
 * @returns how many hours were summed
 */
export async function rollUpClicks(
  context: Context,
  { since, mayGoOn }: { readonly since: Date; readonly mayGoOn: () => boolean },
): Promise<number> {
  const hours = await transact(context, (tx) => staleHours(tx, context, since));
  return eachHour(hours, mayGoOn, (hour) => transact(context, (tx) => rollUpHour(tx, context, hour)));
}

/** Sums hours one by one, each by itself: one that fails keeps no other waiting, and the whole fails at the end. */
export async function eachHour(
  hours: readonly Date[],
  mayGoOn: () => boolean,
  rollUp: (hour: Date) => Promise<boolean>,
): Promise<number> {
  let rolled = 0;
  await eachApart(hours, async (hour) => {
    if (mayGoOn() && (await rollUp(hour))) rolled += 1;
  });
  return rolled;
}

async function staleHours(tx: Db, context: Context, since: Date): Promise<readonly Date[]> {
  const { workspaceId, now } = context;
  const oldest = await oldestClickDay(tx, now);
  const from = new Date(Math.max(oldest.getTime(), since.getTime())).toISOString();
  const inSpan = sql`workspace_id = ${workspaceId} and hour >= date_trunc('hour', ${from}::timestamptz, 'UTC')`;
  const settled = new Date(now.getTime() - HOUR_MS - SETTLED_MS).toISOString();
  const { rows } = (await tx.execute(sql`
    select (extract(epoch from hour) * 1000)::bigint as hour_ms from (${clickHours({ workspaceId, filters: {} }, inSpan)}) as hours
     where kept is distinct from counted
       and (hour <= ${settled}::timestamptz or counted - coalesce(kept, 0) >= ${CLICKS_UNSUMMED_MAX})
     order by hour desc limit ${HOURS_MAX}`)) as unknown as { rows: { hour_ms: string }[] };
  return rows.map(({ hour_ms }) => new Date(Number(hour_ms)));
}

/** False where the rows are not what was counted, since some have gone. Then what was summed stays. */
async function rollUpHour(tx: Db, context: Context, hour: Date): Promise<boolean> {
  const { workspaceId } = context;
  await takeTurn(tx, context, ROLLUP_TURN);
  const at = sql`${hour.toISOString()}::timestamptz`;
  const { rows } = (await tx.execute(sql`
    select (select coalesce(sum(clicks), 0) from click_counts where workspace_id = ${workspaceId} and hour = ${at})::text as counted,
           (select count(*) from clicks where workspace_id = ${workspaceId} and id >= click_id_lower_bound(${at})
               and id < click_id_lower_bound(${at} + interval '1 hour'))::text as found`)) as unknown as {
    rows: { counted: string; found: string }[];
  };
  if (rows[0]?.counted !== rows[0]?.found) return false;
  await forgetClickHours(tx, context, [hour]);
  await tx.execute(sumsOf(context, at));
  return true;
}

/** Takes away what is summed of hours, so that they are summed anew. For who has the turn of roll-ups. */
export async function forgetClickHours(
  tx: Db,
  { workspaceId }: Context,
  hours: readonly Date[],
): Promise<void> {
  const those = sql`any (${sql.param(hours.map((hour) => hour.toISOString()))}::timestamptz[])`;
  await tx.execute(
    sql`delete from click_details where workspace_id = ${workspaceId} and detail = ${anyDetail()} and hour = ${those}`,
  );
  await tx.execute(sql`delete from click_rollups where workspace_id = ${workspaceId} and hour = ${those}`);
}

/** Of labels only those are summed that any click of the affiliate in the program and the hour has. */
function sumsOf({ workspaceId }: Context, at: SQL): SQL {
  const whose = sql.raw("hour, affiliate_id, program_id");
  return sql`
    with said as materialized (
      select ${at} as hour, affiliate_id, program_id, verdict, country::text, device, referrer_host, sub_ids, count(*) as n
        from clicks
       where workspace_id = ${workspaceId} and id >= click_id_lower_bound(${at}) and id < click_id_lower_bound(${at} + interval '1 hour')
       group by 1, 2, 3, 4, 5, 6, 7, 8
    ), labels as materialized (
      select ${whose}, array_agg(distinct nth) as nths
        from said cross join lateral unnest(sub_ids) with ordinality as given(label, nth) where label <> '' group by ${whose}
    ), details as (
      select ${whose}, detail, coalesce(value, '') as value, verdict, sum(n) as clicks
        from said
       cross join lateral (values ('country', country), ('device', device), ('referrer', referrer_host)) as told(detail, value)
       group by 1, 2, 3, 4, 5, 6
       union all
      select ${whose}, 'sub' || nth, coalesce(sub_ids[nth], ''), verdict, sum(n)
        from said join labels using (${whose}) cross join lateral unnest(nths) as nth
       group by 1, 2, 3, 4, 5, 6
    ), summed as (
      insert into click_rollups (workspace_id, ${whose}, clicks, labels)
      select ${workspaceId}, ${whose}, sum(n), coalesce((select array_agg('sub' || nth) from unnest(nths) as nth), '{}')
        from said left join labels using (${whose}) group by ${whose}, nths
    )
    insert into click_details (workspace_id, ${whose}, detail, value, verdict, clicks)
    select ${workspaceId}, ${whose}, detail, value, verdict, clicks from details`;
}
