import type { PayoutBatchView, PayoutView } from "../../../services/reading/payout-batches.ts";
import { showInstant, showMoney } from "./money.ts";
import { showSource } from "./payout-plan.ts";

/** Shows a batch: who prepared it, who approved it, and how far it is. */
export function showPayoutBatch(batch: PayoutBatchView) {
  return {
    id: batch.id,
    object: "payout_batch",
    status: batch.status,
    provider: batch.provider,
    currency: batch.currency,
    total: showMoney(batch.totalMinor, batch.currency),
    payouts_count: batch.payoutsCount,
    sources: batch.sources.map((source) => showSource(source, batch.currency)),
    prepared_by: batch.preparedBy,
    approved_by: batch.approvedBy,
    approved_at: showInstant(batch.approvedAt),
    submitted_at: showInstant(batch.submittedAt),
    paid_at: showInstant(batch.paidAt),
    created_at: showInstant(batch.createdAt),
  };
}

/** Shows one transfer, with the recipient as it was when the batch was prepared. */
export function showPayout(payout: PayoutView) {
  return {
    id: payout.id,
    object: "payout",
    affiliate_id: payout.affiliateId,
    amount: showMoney(payout.amountMinor, payout.currency),
    recipient: payout.recipient,
    status: payout.status,
    reference: payout.reference,
    reason: payout.reason,
    paid_at: showInstant(payout.paidAt),
    ended_at: showInstant(payout.endedAt),
    commissions_count: payout.commissionsCount,
  };
}
