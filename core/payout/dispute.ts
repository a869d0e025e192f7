export const DISPUTE_PARTIES = ["affiliate", "merchant"] as const;
/** Whose dispute it is. A merchant may open one for an affiliate: it is then the affiliate's all the same. */
export type DisputeParty = (typeof DISPUTE_PARTIES)[number];

export const DISPUTE_STATUSES = ["open", "answered", "upheld", "rejected", "withdrawn"] as const;
/** Where a dispute stands. The last three are final. */
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

export const DISPUTE_OUTCOMES = ["adjusted", "resent", "reversed", "nothing_left"] as const;
/**
 * What upholding came to: a sum for the affiliate, a payout that is owed and paid again, a commission taken back, or
 * nothing, since the sale's own changes had taken all of the commission already.
 */
export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number];

export const DISPUTE_STEPS = [
  "opened",
  "noted",
  "answered",
  "answer_overdue",
  "decision_overdue",
  "upheld",
  "rejected",
  "withdrawn",
  "taken_back",
] as const;
/** What happened to a dispute, a row of its own each time. */
export type DisputeStepKind = (typeof DISPUTE_STEPS)[number];

export const DISPUTE_REASONS = [
  "amount_wrong",
  "commission_missing",
  "wrongly_reversed",
  "payout_not_received",
  "payout_amount_wrong",
  "sale_not_valid",
  "suspected_fraud",
  "terms_breached",
] as const;
/** Why something is disputed. */
export type DisputeReason = (typeof DISPUTE_REASONS)[number];

/** What a dispute is about. */
export type DisputeSubject = "commission" | "payout";
