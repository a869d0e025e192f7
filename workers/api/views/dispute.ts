import { isOpenDispute } from "../../../core/payout/dispute.ts";
import type { DisputeRow, DisputeStep } from "../../../services/disputes/load-dispute.ts";
import { showInstant, showMoney } from "./money.ts";

/** Shows a dispute; `overdue` names what should have come by now. */
export function showDispute(dispute: DisputeRow, now: Date) {
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
) {
  return { sequence, kind, party, ...(isMerchant ? { actor } : {}), text, at: showInstant(at) };
}
