import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { LABELS } from "./roll-up-clicks.ts";

/** What stands for labels and referrers that hardly anybody had. */
const OTHER = "(other)";
/** A value that fewer clicks of a day have is not kept by itself once their rows are gone. */
const CLICKS_MIN = 5;

/**
 * Sums what hardly any click of an affiliate, a program and a day has as one, in hours whose rows are dropped: a label may be another one for
 * each click, or name a person. Countries, devices and what nothing is said by stay. To repeat it changes nothing.
 */
export async function foldRareValues(
  tx: Db,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<void> {
  const whose = sql.raw("workspace_id, affiliate_id, program_id, detail");
  await tx.execute(sql`
    with kept as materialized (
      select ${whose}, value, hour, verdict, clicks,
             sum(clicks) over (partition by ${whose}, value, date_trunc('day', hour, 'UTC')) as clicks_of_day
        from click_details
       where hour >= ${from.toISOString()}::timestamptz and hour < ${until.toISOString()}::timestamptz
         and detail = any (${sql.param([...LABELS, "referrer"])}::text[]) and value <> '' and value <> ${OTHER}
    ), rare as materialized (select * from kept where clicks_of_day < ${CLICKS_MIN}), gone as (
      delete from click_details using rare
       where (click_details.workspace_id, click_details.detail, click_details.hour, click_details.affiliate_id, click_details.program_id,
              click_details.value, click_details.verdict)
           = (rare.workspace_id, rare.detail, rare.hour, rare.affiliate_id, rare.program_id, rare.value, rare.verdict)
    )
    insert into click_details (${whose}, hour, value, verdict, clicks)
    select ${whose}, hour, ${OTHER}, verdict, sum(clicks) from rare group by ${whose}, hour, verdict
    on conflict (workspace_id, detail, hour, affiliate_id, program_id, value, verdict)
    do update set clicks = click_details.clicks + excluded.clicks`);
}
