import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { oldestClickDay } from "../clicks/oldest-click-day.ts";
import { ERASED_VISITOR, type Subject } from "../log/subject.ts";
import type { Context } from "../shared/context.ts";
import { forgetClickHours } from "./roll-up-clicks.ts";
import { forgetSaleHours } from "./roll-up-sales.ts";

/**
 * Empties what is kept of the subject's credited clicks, and takes away the sums that tell of them, and those of the hours in which rows of
 * clicks were erased: they are summed anew from what is left. To repeat it changes nothing more.
 * For who has the turn of roll-ups since before the rows were erased, so that nothing is summed of them as they were.
 */
export async function eraseFromRollups(
  tx: Db,
  context: Context,
  { subject, clickHours }: { readonly subject: Subject; readonly clickHours: readonly Date[] },
): Promise<void> {
  const { workspaceId, visitorIds, before } = subject;
  const oldest = await oldestClickDay(tx, context.now);
  // Of hours before, the other rows are gone: they could not be summed anew, and what was replayed of them is in no sum.
  await forgetClickHours(
    tx,
    context,
    clickHours.filter((hour) => hour >= oldest),
  );
  const { rows } = (await tx.execute(sql`
    with erased as (
      update credited_clicks
         set visitor_id = ${ERASED_VISITOR} || 'clk_' || replace(click_id::text, '-', ''), referrer_host = null, sub_ids = '{}'
       where workspace_id = ${workspaceId} and visitor_id = any (${sql.param([...visitorIds])}::text[])
         and click_id < click_id_lower_bound(${before.toISOString()}::timestamptz)
      returning click_id
    )
    select distinct (extract(epoch from date_trunc('hour', sale.occurred_at, 'UTC')) * 1000)::bigint as hour_ms
      from erased
      join credits credit on credit.workspace_id = ${workspaceId} and credit.click_id = erased.click_id
      join decisions decision on decision.workspace_id = ${workspaceId} and decision.id = credit.decision_id
      join conversions sale on sale.workspace_id = ${workspaceId} and sale.id = decision.conversion_id`)) as unknown as {
    rows: { hour_ms: string }[];
  };
  await forgetSaleHours(
    tx,
    context,
    rows.map(({ hour_ms }) => new Date(Number(hour_ms))),
  );
}
