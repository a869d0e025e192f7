import * as z from "zod/mini";
import { adjustmentKind, changeView } from "./change.ts";
import { clickView } from "./click.ts";
import { commissionView } from "./commission.ts";
import { commissionTrace } from "./commission-trace.ts";
import { conversionView } from "./conversion.ts";
import { disputeStep, disputeView } from "./dispute.ts";
import { creditView, decisionView, explanationView, touchView } from "./explanation.ts";
import { recipientView } from "./payout-batch.ts";
import { provenEntry, publishedRoot } from "./proof.ts";
import { count, idOf, instant, maybe, maybeInstant, minor, money, several, text, view } from "./schema.ts";

const { overdue: _overdue, ...disputeFields } = disputeView.shape;
const dispute = z.strictObject({ ...disputeFields, steps: several(disputeStep) });

const commission = z.strictObject({ ...commissionView.shape, trace: maybe(commissionTrace) });

const adjustment = z.strictObject({
  ...{ commission_id: idOf("com"), cause_id: text, kind: adjustmentKind },
  ...{ amount: money, payout_id: maybe(idOf("pay")), created_at: instant },
});

const { external_id: _externalId, ...conversionFields } = conversionView.shape;
const { commission_inputs: _inputs, ...decisionFields } = decisionView.shape;
const { kind, status, amount, refunded_so_far, occurred_at, applied_at, adjustments } = changeView.shape;
/** What happened with a sale as one of its affiliates may know it: of others, that they were there. */
const ownExplanation = view("OwnConversionExplanation", {
  object: z.literal("conversion_explanation"),
  conversion: z.strictObject(conversionFields),
  decision: maybe(z.strictObject(decisionFields)),
  touches: several(z.union([touchView, z.strictObject({ is_in: z.boolean(), affiliate_id: z.null() })])),
  credits: several(z.union([creditView, z.strictObject({ credit_ppm: count, affiliate_id: z.null() })])),
  commissions: several(commission),
  changes: several(
    z.strictObject({ kind, status, amount, refunded_so_far, occurred_at, applied_at, adjustments }),
  ),
});
const { id, object, clicked_at, link_id, program_id, verdict, sub_ids } = clickView.shape;
const ownClick = z.strictObject({ id, object, clicked_at, link_id, program_id, verdict, sub_ids });

/** A payout with every call of its provider; the provider's own ids are told to the merchant. */
const payout = view("PayoutEvidence", {
  ...{ id: idOf("pay"), object: z.literal("payout"), batch_id: idOf("bat"), affiliate_id: idOf("aff") },
  ...{ amount: money, recipient: recipientView, status: text, reference: maybe(text), reason: maybe(text) },
  ...{ submitted_at: maybeInstant, paid_at: maybeInstant, ended_at: maybeInstant },
  items: several(z.strictObject({ commission_id: idOf("com"), amount_minor: minor, is_live: z.boolean() })),
  netted: several(adjustment),
  has_more: z.boolean(),
  attempts: several(
    z.strictObject({
      ...{ attempt: count, provider: text, outcome: maybe(text) },
      ...{ provider_key: z.optional(text), fingerprint: z.optional(text) },
      ...{ started_at: instant, finished_at: maybeInstant },
    }),
  ),
  events: several(
    z.strictObject({
      ...{ provider: text, said: text, outcome: text, reason: maybe(text) },
      ...{ event_id: z.optional(text), reference: z.optional(maybe(text)) },
      ...{ occurred_at: instant, received_at: instant },
    }),
  ),
});

const piece = <const Name extends string, Content extends z.ZodMiniType>(name: Name, content: Content) =>
  z.strictObject({ name: z.literal(name), sha256: text, content });

/** A piece of evidence, by its name; what differs is told to the affiliate and to the merchant. */
export const evidencePiece = z.discriminatedUnion("name", [
  piece("dispute", dispute),
  piece("commission", commission),
  piece("adjustments", several(adjustment)),
  piece("explanation", z.union([explanationView, ownExplanation])),
  piece("clicks", several(z.union([clickView, ownClick]))),
  piece("payout", payout),
  piece("ledger_entries", several(provenEntry)),
  piece("ledger_roots", several(publishedRoot)),
]);
