import { and, eq } from "drizzle-orm";
import { type IllegalBatchMove, moveBatch } from "../../core/payout/lifecycle.ts";
import type { BatchId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { payouts } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { freeClaims } from "./free-claims.ts";
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
    const cancelled = await tx
      .update(payouts)
      .set({ status: "cancelled" })
      .where(and(eq(payouts.workspaceId, context.workspaceId), eq(payouts.batchId, batchId)))
      .returning({ id: payouts.id });
    await freeClaims(
      tx,
      context,
      cancelled.map(({ id }) => id),
    );
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
