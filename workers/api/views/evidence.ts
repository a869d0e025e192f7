import * as z from "zod/mini";
import { withoutPersonal } from "../../../core/access/personal.ts";
import type { Speaker } from "../../../services/disputes/load-dispute.ts";
import type { Evidence, PayoutEvidence } from "../../../services/disputes/load-evidence.ts";
import { showClick } from "./click.ts";
import { showCommission } from "./commission.ts";
import { showConversion } from "./conversion.ts";
import { showDispute, showDisputeStep } from "./dispute.ts";
import { evidencePiece } from "./evidence-piece.ts";
import { showExplanation } from "./explanation.ts";
import { showInstant, showMoney } from "./money.ts";
import { idOf, oneOf, several, text, view } from "./schema.ts";

/** All that a dispute is about, each piece with the hash of its canonical JSON. */
export const evidencePack = view("EvidencePack", {
  object: z.literal("evidence_pack"),
  format: text,
  dispute_id: idOf("dsp"),
  workspace_id: idOf("ws"),
  for: oneOf("merchant", "affiliate"),
  sha256: text,
  pieces: several(evidencePiece),
});

/** A piece of evidence by its name, as JSON can hold it. */
export type Piece = { readonly name: string; readonly content: unknown };

/**
 * The pieces of evidence, in an order of their own that never changes. An affiliate is shown what is its own: of the
 * customer nothing but what the sale was, in traces neither, of other affiliates that they were there, and nothing of how fraud is scored.
 */
export function evidencePieces(evidence: Evidence, speaker: Speaker): readonly Piece[] {
  const isMerchant = speaker.party === "merchant";
  const { dispute, steps, commission, payout, proofs } = evidence;
  const { overdue: _overdue, ...standing } = showDispute(dispute, dispute.openedAt);
  const isOwn = (affiliateId: string | null) =>
    speaker.party === "merchant" || affiliateId === speaker.affiliateId;
  const entries = evidence.entries.filter((entry) => isOwn(entry.affiliateId));
  return [
    {
      name: "dispute",
      content: { ...standing, steps: steps.map((step) => showDisputeStep(step, isMerchant)) },
    },
    ...(commission
      ? [
          {
            name: "commission",
            content: {
              ...showCommission(commission),
              trace: isMerchant ? commission.trace : withoutPersonal(commission.trace),
            },
          },
        ]
      : []),
    { name: "adjustments", content: evidence.adjustments.map(showAdjustment) },
    ...explanationPieces(evidence, speaker),
    ...(payout ? [{ name: "payout", content: showPayoutEvidence(payout, isMerchant) }] : []),
    {
      name: "ledger_entries",
      content: entries.map((entry) => ({ entry, proof: proofs?.proofOf(entry) ?? null })),
    },
    { name: "ledger_roots", content: proofs?.roots ?? [] },
  ];
}

function explanationPieces({ explanation, clicks }: Evidence, speaker: Speaker): readonly Piece[] {
  if (!explanation) return [];
  const whole = showExplanation(explanation);
  if (speaker.party === "merchant") {
    return [
      { name: "explanation", content: whole },
      { name: "clicks", content: clicks.map(showClick) },
    ];
  }
  const { affiliateId } = speaker;
  const isOwn = (each: { readonly affiliate_id: string }) => each.affiliate_id === affiliateId;
  const { decision, object } = whole;
  const { commission_inputs: _inputs, ...decided } = decision ?? { commission_inputs: null };
  const content = {
    ...{ object, conversion: showConversionToAffiliate(explanation, isOwn) },
    decision: decision && decided,
    touches: whole.touches.map((touch) =>
      isOwn(touch) ? touch : { is_in: touch.is_in, affiliate_id: null },
    ),
    credits: whole.credits.map((credit) =>
      isOwn(credit) ? credit : { credit_ppm: credit.credit_ppm, affiliate_id: null },
    ),
    commissions: whole.commissions
      .filter(isOwn)
      .map((each) => ({ ...each, trace: withoutPersonal(each.trace) })),
    changes: whole.changes.map(
      ({ kind, status, amount, refunded_so_far, occurred_at, applied_at, ...change }) => ({
        ...{ kind, status, amount, refunded_so_far, occurred_at, applied_at },
        adjustments: change.adjustments.filter(isOwn),
      }),
    ),
  };
  const own = clicks.filter((click) => click.affiliateId === affiliateId).map(showClick);
  return [
    { name: "explanation", content },
    {
      name: "clicks",
      content: own.map(({ id, object: kind, clicked_at, link_id, program_id, verdict, sub_ids }) => ({
        ...{ id, object: kind, clicked_at, link_id, program_id, verdict, sub_ids },
      })),
    },
  ];
}

/** Without the merchant's own id of the order, by which a customer might be found. */
function showConversionToAffiliate(
  { conversion, commissions }: NonNullable<Evidence["explanation"]>,
  isOwn: (each: { readonly affiliate_id: string }) => boolean,
) {
  const { external_id: _externalId, ...shown } = showConversion(conversion);
  const own = new Set<string>(
    commissions.flatMap(({ id, affiliateId }) => (isOwn({ affiliate_id: affiliateId }) ? [id] : [])),
  );
  return { ...shown, commission_ids: shown.commission_ids.filter((id) => own.has(id)) };
}

function showAdjustment(adjustment: Evidence["adjustments"][number]) {
  return {
    commission_id: adjustment.commissionId,
    cause_id: adjustment.causeId,
    kind: adjustment.kind,
    amount: showMoney(adjustment.amountMinor, adjustment.currency),
    payout_id: adjustment.payoutId,
    created_at: showInstant(adjustment.createdAt),
  };
}

function showPayoutEvidence(
  { payout, items, netted, hasMore, attempts, events }: PayoutEvidence,
  isMerchant: boolean,
) {
  return {
    id: payout.id,
    object: "payout",
    batch_id: payout.batchId,
    affiliate_id: payout.affiliateId,
    amount: showMoney(payout.amountMinor, payout.currency),
    recipient: payout.recipient,
    status: payout.status,
    reference: payout.reference,
    reason: payout.reason,
    submitted_at: showInstant(payout.submittedAt),
    paid_at: showInstant(payout.paidAt),
    ended_at: showInstant(payout.endedAt),
    items: items.map(({ commissionId, amountMinor, isLive }) => ({
      ...{ commission_id: commissionId, amount_minor: String(amountMinor), is_live: isLive },
    })),
    netted: netted.map(showAdjustment),
    has_more: hasMore,
    attempts: attempts.map((each) => ({
      ...{ attempt: each.attempt, provider: each.provider, outcome: each.outcome },
      ...(isMerchant ? { provider_key: each.providerKey, fingerprint: each.fingerprint } : {}),
      ...{ started_at: showInstant(each.startedAt), finished_at: showInstant(each.finishedAt) },
    })),
    events: events.map((each) => ({
      ...{ provider: each.provider, said: each.said, outcome: each.outcome, reason: each.reason },
      ...(isMerchant ? { event_id: each.eventId, reference: each.reference } : {}),
      ...{ occurred_at: showInstant(each.occurredAt), received_at: showInstant(each.receivedAt) },
    })),
  };
}
