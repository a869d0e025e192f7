import * as z from "zod/mini";
import type { Currency } from "../../../core/money/currency.ts";
import type { BatchSource } from "../../../core/payout/batch-source.ts";
import { WAITING_REASONS, type WaitingPayout } from "../../../core/payout/plan-payouts.ts";
import type { WaitingTotal } from "../../../services/payouts/planning/list-waiting.ts";
import type { PreviewedBatch } from "../../../services/payouts/preview-batches.ts";
import { showMoney } from "./money.ts";
import { count, currency, idOf, maybe, money, quotedRate, several, text, view } from "./schema.ts";

/** What one currency gives to a batch or a payout in another, with the rates. */
export const sourceView = view("PayoutSource", {
  amount: money,
  converted: money,
  from_rate: maybe(quotedRate),
  to_rate: maybe(quotedRate),
});
/** A batch as it would be prepared. */
export const previewedBatch = view("PayoutBatchPreview", {
  object: z.literal("payout_batch_preview"),
  provider: text,
  currency,
  total: money,
  payouts_count: count,
  sources: several(sourceView),
  payouts: several(
    z.strictObject({ affiliate_id: idOf("aff"), amount: money, sources: several(sourceView) }),
  ),
  has_more_payouts: z.boolean(),
});
/** What an affiliate is owed and why it waits. */
export const waitingPayout = view("WaitingPayout", {
  object: z.literal("waiting_payout"),
  affiliate_id: idOf("aff"),
  amount: money,
  reason: z.enum(WAITING_REASONS),
});
const waitingTotal = z.strictObject({
  reason: z.enum(WAITING_REASONS),
  affiliates_count: count,
  amount: money,
});
/** What waits, and how much for each reason. */
export const waitingFields = {
  waiting: several(waitingPayout),
  has_more_waiting: z.boolean(),
  waiting_totals: several(waitingTotal),
};

/** Shows what one currency gives to a batch or a payout in another, and the rates; null of the euro, or of no conversion. */
export function showSource(
  { currency, amount_minor, converted_minor, fx }: BatchSource,
  paidIn: Currency,
): z.output<typeof sourceView> {
  return {
    amount: { amount_minor, currency },
    converted: { amount_minor: converted_minor, currency: paidIn },
    ...{ from_rate: fx?.from ?? null, to_rate: fx?.to ?? null },
  };
}

/** Shows a batch as it would be prepared. */
export function showPreviewedBatch(batch: PreviewedBatch): z.output<typeof previewedBatch> {
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
export function showWaitingPayout({
  affiliateId,
  amountMinor,
  currency,
  reason,
}: WaitingPayout): z.output<typeof waitingPayout> {
  return {
    ...{ object: "waiting_payout", affiliate_id: affiliateId },
    ...{ amount: showMoney(amountMinor, currency), reason },
  };
}

/** Shows how much waits for a reason. */
export function showWaitingTotal({
  reason,
  affiliates,
  amountMinor,
  currency,
}: WaitingTotal): z.output<typeof waitingTotal> {
  return { reason, affiliates_count: affiliates, amount: showMoney(amountMinor, currency) };
}
