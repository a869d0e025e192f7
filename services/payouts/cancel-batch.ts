import { sql } from "drizzle-orm";
import { type IllegalBatchMove, moveBatch } from "../../core/payout/lifecycle.ts";
import type { BatchId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { lockBatch, updateBatch } from "./load-batch.ts";

/** Why a batch was not cancelled. */
export type CancelBatchProblem = { readonly code: "not_found" } | IllegalBatchMove;

/** Cancels a batch that was not submitted; its commissions, and what is carried, are free for the next one. */
export function cancelBatch(
  context: Context,
  batchId: BatchId,
): Promise<Result<"moved" | "unchanged", CancelBatchProblem>> {
  return transact(context, async (tx) => {
    const batch = await lockBatch(tx, context, batchId);
    if (!batch) return fail({ code: "not_found" });
    const move = moveBatch(batch.status, "cancelled");
    if (!move.ok) return move;
    if (move.value === "unchanged") return ok("unchanged");
    await updateBatch(tx, context, batchId, { status: "cancelled" });
    await tx.execute(sql`
      with freed as (
        update payout_items set is_live = false
          from payouts
         where payouts.workspace_id = ${context.workspaceId} and payouts.batch_id = ${batchId}
           and payout_items.workspace_id = payouts.workspace_id and payout_items.payout_id = payouts.id
        returning payout_items.commission_id)
      update commissions set status = 'approved' from freed
       where commissions.workspace_id = ${context.workspaceId} and commissions.id = freed.commission_id
         and commissions.status = 'batched'`);
    await tx.execute(sql`
      update commission_adjustments set payout_id = null
        from payouts
       where payouts.workspace_id = ${context.workspaceId} and payouts.batch_id = ${batchId}
         and commission_adjustments.workspace_id = payouts.workspace_id
         and commission_adjustments.payout_id = payouts.id`);
    await audit(tx, context, [
      {
        action: "payout_batch.cancelled",
        subjectId: batchId,
        change: { from: batch.status, to: "cancelled" },
      },
    ]);
    return ok("moved");
  });
}
