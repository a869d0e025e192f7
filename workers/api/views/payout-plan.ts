import type { Currency } from "../../../core/money/currency.ts";
import type { BatchSource } from "../../../core/payout/batch-source.ts";
import type { WaitingPayout } from "../../../core/payout/plan-payouts.ts";
import type { WaitingTotal } from "../../../services/payouts/planning/list-waiting.ts";
import type { PreviewedBatch } from "../../../services/payouts/preview-batches.ts";
import { showMoney } from "./money.ts";

/** Shows what one currency gives to a batch or a payout in another, and the rates; null of the euro, or of no conversion. */
export function showSource({ currency, amount_minor, converted_minor, fx }: BatchSource, paidIn: Currency) {
  return {
    amount: { amount_minor, currency },
    converted: { amount_minor: converted_minor, currency: paidIn },
    ...{ from_rate: fx?.from ?? null, to_rate: fx?.to ?? null },
  };
}

/** Shows a batch as it would be prepared. */
export function showPreviewedBatch(batch: PreviewedBatch) {
  const { provider, currency, payoutsCount } = batch;
  return {
    ...{ object: "payout_batch_preview", provider, currency },
    total: showMoney(batch.totalMinor, currency),
    payouts_count: payoutsCount,
    sources: batch.sources.map((source) => showSource(source, currency)),
    payouts: batch.payouts.map((payout) => ({
      affiliate_id: payout.affiliateId,
      amount: showMoney(payout.amountMinor, currency),
      sources: payout.sources.map((source) => showSource(source, currency)),
    })),
    has_more_payouts: payoutsCount > batch.payouts.length,
  };
}

/** Shows what an affiliate is owed and why it waits. */
export function showWaitingPayout({ affiliateId, amountMinor, currency, reason }: WaitingPayout) {
  return {
    ...{ object: "waiting_payout", affiliate_id: affiliateId },
    ...{ amount: showMoney(amountMinor, currency), reason },
  };
}

/** Shows how much waits for a reason. */
export function showWaitingTotal({ reason, affiliates, amountMinor, currency }: WaitingTotal) {
  return { reason, affiliates_count: affiliates, amount: showMoney(amountMinor, currency) };
}
