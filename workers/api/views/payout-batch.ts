import * as z from "zod/mini";
import { BATCH_STATUSES } from "../../../core/payout/lifecycle.ts";
import { PAYOUT_STATUSES } from "../../../core/payout/payout-lifecycle.ts";
import type { PayoutBatchView, PayoutView } from "../../../services/reading/payout-batches.ts";
import { showInstant, showMoney } from "./money.ts";
import { showSource, sourceView } from "./payout-plan.ts";
import { count, currency, idOf, instant, maybe, maybeInstant, money, several, text, view } from "./schema.ts";

/** Who is paid, as it was when the batch was prepared; null for who may not see it. */
export const recipientView = maybe(view("PayoutRecipient", { name: text, email: maybe(text) }));
/** A stored recipient, as the plan of its batch wrote it. */
export const showRecipient = (recipient: unknown) => recipient as z.output<typeof recipientView>;
const batchFields = {
  id: idOf("bat"),
  object: z.literal("payout_batch"),
  status: z.enum(BATCH_STATUSES),
  provider: text,
  currency,
  total: money,
  payouts_count: count,
  sources: several(sourceView),
  prepared_by: text,
  approved_by: maybe(text),
  approved_at: maybeInstant,
  submitted_at: maybeInstant,
  paid_at: maybeInstant,
  created_at: instant,
};
/** A batch: who prepared it, who approved it, and how far it is. */
export const batchView = view("PayoutBatch", batchFields);
/** One transfer of a batch. */
export const payoutOfBatch = view("PayoutOfBatch", {
  id: idOf("pay"),
  object: z.literal("payout"),
  affiliate_id: idOf("aff"),
  amount: money,
  recipient: recipientView,
  status: z.enum(PAYOUT_STATUSES),
  reference: maybe(text),
  reason: maybe(text),
  paid_at: maybeInstant,
  ended_at: maybeInstant,
  commissions_count: count,
});
/** A batch with its first payouts. */
export const wholeBatch = view("PayoutBatchWithPayouts", {
  ...batchFields,
  payouts: several(payoutOfBatch),
  has_more_payouts: z.boolean(),
});

/** Shows a batch: who prepared it, who approved it, and how far it is. */
export function showPayoutBatch(batch: PayoutBatchView): z.output<typeof batchView> {
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
export function showPayout(payout: PayoutView): z.output<typeof payoutOfBatch> {
  return {
    id: payout.id,
    object: "payout",
    affiliate_id: payout.affiliateId,
    amount: showMoney(payout.amountMinor, payout.currency),
    recipient: showRecipient(payout.recipient),
    status: payout.status,
    reference: payout.reference,
    reason: payout.reason,
    paid_at: showInstant(payout.paidAt),
    ended_at: showInstant(payout.endedAt),
    commissions_count: payout.commissionsCount,
  };
}
