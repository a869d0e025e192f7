import { type IllegalBatchMove, moveBatch } from "../../core/payout/lifecycle.ts";
import type { BatchId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { isSamePerson } from "../members/same-person.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { StepUpRequired } from "../shared/problems.ts";
import type { StepUp } from "../step-up/verify-step-up.ts";
import { findApprovalLimit } from "./approval-limits.ts";
import { lockBatch, updateBatch } from "./load-batch.ts";

/** Why a batch was not approved. */
export type ApproveBatchProblem =
  | { readonly code: "not_found" }
  | { readonly code: "second_person_required" }
  | StepUpRequired
  | IllegalBatchMove;

/**
 * Approves a prepared batch. Whoever prepared it cannot approve it, nor by another key of theirs, and over the limit of its currency it takes a
 * step-up. Approving twice is harmless.
 */
export function approveBatch(
  context: Context,
  batchId: BatchId,
  stepUp: StepUp | null = null,
): Promise<Result<"moved" | "unchanged", ApproveBatchProblem>> {
  return transact(context, async (tx) => {
    const batch = await lockBatch(tx, context, batchId);
    if (!batch) return fail({ code: "not_found" });
    const move = moveBatch(batch.status, "approved");
    if (!move.ok) return move;
    if (move.value === "unchanged") return ok("unchanged");
    if (await isSamePerson(tx, context, batch.preparedBy)) return fail({ code: "second_person_required" });
    const limitMinor = await findApprovalLimit(tx, context, batch.currency);
    if (limitMinor !== null && batch.totalMinor > limitMinor && !stepUp) {
      return fail({ code: "step_up_required" });
    }
    await updateBatch(tx, context, batchId, {
      status: "approved",
      approvedBy: context.actor,
      approvedAt: context.now,
    });
    const change = { from: batch.status, to: "approved", ...(stepUp ? { stepUp: stepUp.factorId } : {}) };
    await audit(tx, context, [{ action: "payout_batch.approved", subjectId: batchId, change }]);
    return ok("moved");
  });
}
