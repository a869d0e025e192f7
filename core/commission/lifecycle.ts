import { fail, ok, type Result } from "../shared/result.ts";

export const COMMISSION_STATUSES = ["pending", "approved", "held", "batched", "paid", "reversed"] as const;
/** Where a commission stands. */
export type CommissionStatus = (typeof COMMISSION_STATUSES)[number];

/** A move that the table does not allow. */
export type IllegalMove = {
  readonly code: "commission_illegal_move";
  readonly from: CommissionStatus;
  readonly to: CommissionStatus;
};

/** Every legal move. A status that is absent as a key is final; a payment that came back is owed again. */
const MOVES: Readonly<Partial<Record<CommissionStatus, readonly CommissionStatus[]>>> = {
  pending: ["approved", "held", "reversed"],
  held: ["approved", "reversed"],
  approved: ["batched", "reversed"],
  batched: ["paid", "approved"],
  paid: ["approved"],
};

/** Says whether a commission may move. A move to the status it already has is a harmless repeat. */
export function moveCommission(
  from: CommissionStatus,
  to: CommissionStatus,
): Result<"moved" | "unchanged", IllegalMove> {
  if (from === to) return ok("unchanged");
  if (MOVES[from]?.includes(to)) return ok("moved");
  return fail({ code: "commission_illegal_move", from, to });
}
