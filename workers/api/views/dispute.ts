import * as z from "zod/mini";
import { DISPUTE_STATUSES, isOpenDispute } from "../../../core/payout/dispute.ts";
import type { DisputeRow, DisputeStep } from "../../../services/disputes/load-dispute.ts";
import { showInstant, showMoney } from "./money.ts";
import { count, idOf, instant, maybe, maybeInstant, money, oneOf, several, text, view } from "./schema.ts";

const disputeFields = {
  id: idOf("dsp"),
  object: z.literal("dispute"),
  status: z.enum(DISPUTE_STATUSES),
  party: text,
  affiliate_id: idOf("aff"),
  commission_id: maybe(idOf("com")),
  payout_id: maybe(idOf("pay")),
  reason: text,
  text,
  claimed: maybe(money),
  holds_commission: z.boolean(),
  overdue: maybe(oneOf("answer", "decision")),
  answer_due_at: instant,
  decision_due_at: instant,
  opened_at: instant,
  answered_at: maybeInstant,
  closed_at: maybeInstant,
  outcome: maybe(text),
  awarded: maybe(money),
};
/** A dispute. */
export const disputeView = view("Dispute", disputeFields);
/** What happened to a dispute; `actor` is told to the merchant. */
export const disputeStep = view("DisputeStep", {
  sequence: count,
  kind: text,
  party: maybe(text),
  actor: z.optional(text),
  text: maybe(text),
  at: instant,
});
/** A dispute with its steps; by whom it was opened and closed is told to the merchant. */
export const wholeDispute = view("DisputeWithSteps", {
  ...disputeFields,
  opened_by: z.optional(text),
  closed_by: z.optional(maybe(text)),
  steps: several(disputeStep),
});

/** Shows a dispute; `overdue` names what should have come by now. */
export function showDispute(dispute: DisputeRow, now: Date): z.output<typeof disputeView> {
  const money = (minor: bigint | null) => (minor === null ? null : showMoney(minor, dispute.currency));
  return {
    id: dispute.id,
    object: "dispute",
    status: dispute.status,
    party: dispute.party,
    affiliate_id: dispute.affiliateId,
    commission_id: dispute.commissionId,
    payout_id: dispute.payoutId,
    reason: dispute.reason,
    text: dispute.text,
    claimed: money(dispute.claimedMinor),
    holds_commission: dispute.holdsCommission,
    overdue: overdueOf(dispute, now),
    answer_due_at: showInstant(dispute.answerDueAt),
    decision_due_at: showInstant(dispute.decisionDueAt),
    opened_at: showInstant(dispute.openedAt),
    answered_at: showInstant(dispute.answeredAt),
    closed_at: showInstant(dispute.closedAt),
    outcome: dispute.outcome,
    awarded: money(dispute.awardedMinor),
  };
}

function overdueOf({ status, answerDueAt, decisionDueAt }: DisputeRow, now: Date) {
  if (isOpenDispute(status) && decisionDueAt <= now) return "decision";
  return status === "open" && answerDueAt <= now ? "answer" : null;
}

/** Shows what happened to a dispute. Who did it is told to the merchant; an affiliate reads on which side that was. */
export function showDisputeStep(
  { sequence, kind, party, actor, text, at }: DisputeStep,
  isMerchant: boolean,
): z.output<typeof disputeStep> {
  return { sequence, kind, party, ...(isMerchant ? { actor } : {}), text, at: showInstant(at) };
}
