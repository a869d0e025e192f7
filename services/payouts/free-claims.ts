import { sql } from "drizzle-orm";
import type { PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

/**
 * Sets free what payouts claimed and did not pay: their commissions are approved again, and what is carried is
 * open again, for the next batch. Two statements, however many payouts.
 */
export async function freeClaims(tx: Db, context: Context, payoutIds: readonly PayoutId[]): Promise<void> {
  if (payoutIds.length === 0) return;
  const { workspaceId } = context;
  const ids = sql`(select jsonb_array_elements_text(${JSON.stringify(payoutIds)}::jsonb))`;
  await tx.execute(sql`
    with freed as (
      update payout_items set is_live = false
       where workspace_id = ${workspaceId} and payout_id in ${ids} and is_live
      returning commission_id)
    update commissions set status = 'approved' from freed
     where commissions.workspace_id = ${workspaceId} and commissions.id = freed.commission_id
       and commissions.status in ('batched', 'paid')`);
  await tx.execute(sql`
    update commission_adjustments set payout_id = null
     where workspace_id = ${workspaceId} and payout_id in ${ids}`);
}
