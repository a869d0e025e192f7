/** What the data of a type of events tells: of money the thing as it stood then, else what changed. */
export type EventShape = "change" | "conversion" | "conversion_change" | "commission" | "payout";

/** A type of events. */
export type EventKind = {
  readonly shape: EventShape;
  /** In a sentence. */
  readonly says: string;
  /** It happens to a thing once: whatever comes again is the same event. */
  readonly isOnce?: true;
};

const change = (says: string): EventKind => ({ shape: "change", says });
const once = (says: string): EventKind => ({ shape: "change", says, isOnce: true });
const ofMoney = (shape: EventShape, says: string): EventKind => ({ shape, says });
const onceOfMoney = (shape: EventShape, says: string): EventKind => ({ shape, says, isOnce: true });

/** Every type of events, by its name. Those of the shape `change` are written where the audit log has an act of that name. */
export const EVENTS = {
  "affiliate.created": once("An affiliate was added."),
  "affiliate.updated": change("An affiliate was changed."),
  "affiliate.suspended": change("An affiliate was suspended; `affiliate.updated` tells of it as well."),
  "cap.created": once("A cap was set."),
  "cap.updated": change("A cap was changed."),
  "commission.created": onceOfMoney("commission", "A commission was earned."),
  "commission.held": onceOfMoney("commission", "A commission was earned, and waits for a review."),
  "commission.approved": ofMoney("commission", "A commission is to be paid."),
  "commission.reduced": ofMoney("commission", "Changes of the sale moved what a commission comes to."),
  "commission.reversed": ofMoney("commission", "A commission was taken back whole."),
  "commission.superseded": onceOfMoney("commission", "A newer decision took a commission's place."),
  "conversion.accepted": onceOfMoney("conversion", "A conversion was taken in, decided or not."),
  "conversion.attributed": onceOfMoney("conversion", "A conversion was credited to somebody."),
  "conversion.unattributed": onceOfMoney("conversion", "A conversion was credited to nobody."),
  "conversion.decided_anew": ofMoney("conversion", "A conversion was decided anew."),
  "conversion.refunded": onceOfMoney("conversion_change", "A conversion was refunded, whole or in part."),
  "conversion.cancelled": onceOfMoney("conversion_change", "A conversion was cancelled."),
  "conversion.charged_back": onceOfMoney("conversion_change", "A conversion was charged back."),
  "conversion.chargeback_won": onceOfMoney("conversion_change", "The merchant won a chargeback."),
  "coupon.created": once("A coupon was added."),
  "coupon.updated": change("A coupon was changed."),
  "dispute.opened": once("A dispute was opened."),
  "dispute.answered": change("A dispute was answered."),
  "dispute.upheld": change("A dispute was upheld."),
  "dispute.rejected": change("A dispute was rejected."),
  "dispute.withdrawn": change("A dispute was withdrawn."),
  "document.issued": once("A document of a payout was issued."),
  "erasure.done": change("What clicks told of a person was erased."),
  "key.created": once("An API key was made."),
  "key.revoked": change("An API key was revoked."),
  "ledger.period_closed": change("A month of the ledger was closed."),
  "link.created": once("A link was made."),
  "link.updated": change("A link was changed."),
  "link.disabled": change("A link was disabled; `link.updated` tells of it as well."),
  "link_domain.created": once("A link domain was added."),
  "link_domain.verified": change("The DNS record of a link domain was found."),
  "link_domain.failed": change("A link domain lost its DNS record."),
  "payout.paid": ofMoney("payout", "A payout was paid."),
  "payout.failed": ofMoney("payout", "A payout failed."),
  "payout.returned": ofMoney("payout", "A payout that was paid came back."),
  "payout.unknown": ofMoney("payout", "Nobody knows yet what became of a payout."),
  "payout.needs_review": ofMoney("payout", "A payout needs a person."),
  "payout_batch.prepared": once("A batch of payouts was prepared."),
  "payout_batch.approved": change("A batch of payouts was approved by a second person."),
  "payout_batch.submitted": change("A batch of payouts is with its provider."),
  "payout_batch.paid": change("Every payout of a batch that could be paid was paid."),
  "payout_batch.cancelled": change("A batch of payouts was cancelled."),
  "payout_method.added": once("An affiliate was given a payout method."),
  "payout_method.cancelled": change("A payout method was cancelled before it took effect."),
  "plan.created": once("A plan was made."),
  "plan.version_created": change("A plan was given a new version."),
  "policy.version_created": change("The attribution policy was given a new version."),
  "postback.created": once("An affiliate's postback was set up."),
  "postback.updated": change("An affiliate's postback was changed."),
  "postback.disabled": change("An affiliate's postback gets nothing any more."),
  "program.created": once("A program was made."),
  "program.updated": change("A program was changed."),
  "simulation.applied": change("Past conversions were decided anew as a simulation says."),
  "tax_form.changed": change("Where an affiliate stands with a tax form changed."),
  "webhook_endpoint.created": once("A webhook endpoint was set up."),
  "webhook_endpoint.updated": change("A webhook endpoint was changed."),
  "webhook_endpoint.disabled": change("A webhook endpoint gets nothing any more."),
  "webhook_endpoint.test": change("Somebody asked for a test of a webhook endpoint."),
} as const satisfies Readonly<Record<string, EventKind>>;

/** Name of a type of events. */
export type EventType = keyof typeof EVENTS;

/** True if the text names a type of events. */
export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

/** The kind of a type. */
export function eventKind(type: EventType): EventKind {
  return EVENTS[type];
}

/** Stands for all types, those of later versions included. */
export const ALL_EVENTS = "*";

/** The types that postbacks tell affiliates of: each is about one of them. */
export const POSTBACK_EVENTS = [
  "commission.created",
  "commission.held",
  "commission.approved",
  "commission.reduced",
  "commission.reversed",
  "payout.paid",
  "payout.returned",
] as const satisfies readonly EventType[];

/** True of a type that postbacks may tell of. */
export function isPostbackEvent(text: string): text is (typeof POSTBACK_EVENTS)[number] {
  return (POSTBACK_EVENTS as readonly string[]).includes(text);
}

/** What is told of beside an act of the audit log, by the same name or not. */
const ALSO: Readonly<Record<string, { readonly to: string; readonly type: EventType }>> = {
  "affiliate.updated": { to: "suspended", type: "affiliate.suspended" },
  "link.updated": { to: "disabled", type: "link.disabled" },
};

/** The types of events that an act of the audit log makes; those of money are told by the verbs of money. */
export function eventsOfAct(
  action: string,
  change: Readonly<Record<string, unknown>> | undefined,
): readonly EventType[] {
  const own = isEventType(action) && eventKind(action).shape === "change" ? [action] : [];
  const also = Object.hasOwn(ALSO, action) ? ALSO[action] : undefined;
  if (also === undefined) return own;
  const { to } = (change?.status ?? {}) as { readonly to?: unknown };
  return to === also.to ? [...own, also.type] : own;
}
