import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";

/** What stands for labels and referrers that hardly anybody had. */
const OTHER = "(other)";
/** A value that fewer visitors of a day have is not kept by itself once the rows of their clicks are gone. */
const VISITORS_MIN = 5;

/**
 * Sums labels and referrers that hardly any visitor of an affiliate, a program and a day had as one, just before the rows of their clicks are
 * dropped: a label may be another one for each click, or name a person. Countries, devices and what nothing is said by stay. For who has the
 * turn of roll-ups.
 */
export async function foldRareValues(
  tx: Db,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<void> {
  const whose = sql.raw("workspace_id, affiliate_id, program_id, detail");
  const [first, end] = [from, until].map((at) => sql`${at.toISOString()}::timestamptz`);
  await tx.execute(sql`
    with said as (
      select workspace_id, affiliate_id, program_id, date_trunc('day', clicked_at, 'UTC') as day, told.detail, told.value, visitor_id
        from clicks
       cross join lateral (
          select 'sub' || nth as detail, label as value from unnest(sub_ids) with ordinality as given(label, nth)
           union all select 'referrer', referrer_host) as told
       where id >= click_id_lower_bound(${first}) and id < click_id_lower_bound(${end}) and told.value <> ''
    ), rare as materialized (
      select ${whose}, value, day from said group by ${whose}, value, day having count(distinct visitor_id) < ${VISITORS_MIN}
    ), gone as (
      delete from click_details using rare
       where click_details.workspace_id = rare.workspace_id and click_details.detail = rare.detail
         and click_details.hour >= ${first} and click_details.hour < ${end}
         and click_details.hour >= rare.day and click_details.hour < rare.day + interval '1 day'
         and click_details.affiliate_id = rare.affiliate_id and click_details.program_id = rare.program_id
         and click_details.value = rare.value
      returning click_details.*
    )
    insert into click_details (${whose}, hour, value, verdict, clicks)
    select ${whose}, hour, ${OTHER}, verdict, sum(clicks) from gone group by ${whose}, hour, verdict
    on conflict (workspace_id, detail, hour, affiliate_id, program_id, value, verdict)
    do update set clicks = click_details.clicks + excluded.clicks`);
}
