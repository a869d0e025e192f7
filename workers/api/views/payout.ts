import type { PayoutHistory, SentPayout } from "../../../services/reading/payouts.ts";
import { showInstant, showMoney } from "./money.ts";

/** Shows a payout where its batch is not shown about it. */
export function showSentPayout(payout: SentPayout) {
  return {
    id: payout.id,
    object: "payout",
    batch_id: payout.batchId,
    affiliate_id: payout.affiliateId,
    provider: payout.provider,
    payout_method_id: payout.payoutMethodId,
    amount: showMoney(payout.amountMinor, payout.currency),
    status: payout.status,
    reference: payout.reference,
    reason: payout.reason,
    resolved_by: payout.resolvedBy,
    submitted_at: showInstant(payout.submittedAt),
    paid_at: showInstant(payout.paidAt),
    ended_at: showInstant(payout.endedAt),
    created_at: showInstant(payout.createdAt),
  };
}

/** Shows a payout with the calls for it, what was told of it and what a person says became of it. */
export function showPayoutHistory({ payout, attempts, events, resolution }: PayoutHistory) {
  return {
    ...showSentPayout(payout),
    attempts: attempts.map((attempt) => ({
      attempt: attempt.attempt,
      provider_key: attempt.providerKey,
      outcome: attempt.outcome,
      reference: attempt.reference,
      started_at: showInstant(attempt.startedAt),
      finished_at: showInstant(attempt.finishedAt),
    })),
    events: events.map((event) => ({
      event_id: event.eventId,
      said: event.said,
      reference: event.reference,
      reason: event.reason,
      outcome: event.outcome,
      occurred_at: showInstant(event.occurredAt),
      received_at: showInstant(event.receivedAt),
    })),
    resolution: resolution && {
      outcome: resolution.outcome,
      reference: resolution.reference,
      note: resolution.note,
      proposed_by: resolution.proposedBy,
      proposed_at: showInstant(resolution.proposedAt),
      confirmed_by: resolution.confirmedBy,
      confirmed_at: showInstant(resolution.confirmedAt),
    },
  };
}
