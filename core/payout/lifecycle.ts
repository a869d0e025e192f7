import { fail, ok, type Result } from "../shared/result.ts";

export const BATCH_STATUSES = [
  "prepared",
  "approved",
  "submitting",
  "submitted",
  "unknown",
  "paid",
  "failed",
  "cancelled",
] as const;
/** Where a payout batch stands. */
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/** A move that the table does not allow. */
export type IllegalBatchMove = {
  readonly code: "batch_illegal_move";
  readonly from: BatchStatus;
  readonly to: BatchStatus;
};

/** Every legal move. `unknown` is left only by looking the payment up, or by a person. */
const MOVES: Readonly<Partial<Record<BatchStatus, readonly BatchStatus[]>>> = {
  prepared: ["approved", "cancelled"],
  approved: ["submitting", "cancelled"],
  submitting: ["submitted", "unknown", "paid", "failed"],
  submitted: ["paid", "failed", "unknown"],
  unknown: ["submitted", "paid", "failed"],
};

/** Says whether a batch may move. A move to the status it already has is a harmless repeat. */
export function moveBatch(
  from: BatchStatus,
  to: BatchStatus,
): Result<"moved" | "unchanged", IllegalBatchMove> {
  if (from === to) return ok("unchanged");
  if (MOVES[from]?.includes(to)) return ok("moved");
  return fail({ code: "batch_illegal_move", from, to });
}
