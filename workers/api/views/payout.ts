import * as z from "zod/mini";
import { PAYOUT_STATUSES } from "../../../core/payout/payout-lifecycle.ts";
import type { PayoutHistory, SentPayout } from "../../../services/reading/payouts.ts";
import { showInstant, showMoney } from "./money.ts";
import { count, idOf, instant, maybe, maybeInstant, money, several, text, view } from "./schema.ts";

const payoutFields = {
  id: idOf("pay"),
  object: z.literal("payout"),
  batch_id: idOf("bat"),
  affiliate_id: idOf("aff"),
  provider: text,
  payout_method_id: maybe(idOf("pmt")),
  amount: money,
  status: z.enum(PAYOUT_STATUSES),
  reference: maybe(text),
  reason: maybe(text),
  resolved_by: maybe(text),
  debited: maybe(money),
  submitted_at: maybeInstant,
  paid_at: maybeInstant,
  ended_at: maybeInstant,
  created_at: instant,
};
/** A payout where its batch is not shown about it. */
export const payoutView = view("Payout", payoutFields);
/** A payout with the calls for it, what was told of it and what a person says became of it. */
export const payoutHistory = view("PayoutHistory", {
  ...payoutFields,
  attempts: several(
    z.strictObject({
      attempt: count,
      provider_key: text,
      outcome: maybe(text),
      reference: maybe(text),
      started_at: instant,
      finished_at: maybeInstant,
    }),
  ),
  events: several(
    z.strictObject({
      event_id: text,
      said: text,
      reference: maybe(text),
      reason: maybe(text),
      outcome: text,
      occurred_at: maybeInstant,
      received_at: instant,
    }),
  ),
  resolution: maybe(
    z.strictObject({
      outcome: text,
      reference: maybe(text),
      note: text,
      proposed_by: text,
      proposed_at: instant,
      confirmed_by: maybe(text),
      confirmed_at: maybeInstant,
    }),
  ),
});

/** What was debited for it in another currency, where that was told. */
function showDebited({
  debitedMinor,
  debitedCurrency,
}: Pick<SentPayout, "debitedMinor" | "debitedCurrency">): z.output<typeof money> | null {
  return debitedMinor === null || debitedCurrency === null ? null : showMoney(debitedMinor, debitedCurrency);
}

/** Shows a payout where its batch is not shown about it. */
export function showSentPayout(payout: SentPayout): z.output<typeof payoutView> {
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
    debited: showDebited(payout),
    submitted_at: showInstant(payout.submittedAt),
    paid_at: showInstant(payout.paidAt),
    ended_at: showInstant(payout.endedAt),
    created_at: showInstant(payout.createdAt),
  };
}

/** Shows a payout with the calls for it, what was told of it and what a person says became of it. */
export function showPayoutHistory({
  payout,
  attempts,
  events,
  resolution,
}: PayoutHistory): z.output<typeof payoutHistory> {
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
