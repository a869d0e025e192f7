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

type MoneyShape = Exclude<EventShape, "change">;
const change = (says: string) => ({ shape: "change", says }) as const;
const once = (says: string) => ({ shape: "change", says, isOnce: true }) as const;
const ofMoney = (shape: MoneyShape, says: string) => ({ shape, says }) as const;
const onceOfMoney = (shape: MoneyShape, says: string) => ({ shape, says, isOnce: true }) as const;

/** Every type of events, by its name. Those of the shape `change` are written where the audit log has an act of that name. */
export const EVENTS = {
  "affiliate.created": once("An affiliate was added."),
  "affiliate.updated": change("An affiliate was changed."),
  "affiliate.archived": change("An affiliate was archived."),
  "affiliate.restored": change("An affiliate was taken out of the archive."),
  "affiliate.suspended": change("An affiliate was suspended; `affiliate.updated` tells of it as well."),
  "affiliate.assigned": change("An affiliate was given to a member to look after."),
  "affiliate.unassigned": change("An affiliate was taken from the member who looked after it."),
  "affiliate_login.created": change("A person became the login of an affiliate."),
  "affiliate_login.removed": change("A person is the login of an affiliate no more."),
  "application.submitted": once("Somebody applied to a program."),
  "application.approved": once("An application was approved, by a person or by a rule."),
  "application.rejected": once("An application was rejected."),
  "application.withdrawn": once("An application was withdrawn by who applied."),
  "application_form.version_created": change("A program's application form was given a new version."),
  "cap.created": once("A cap was set."),
  "cap.updated": change("A cap was changed."),
  "cap.reached": change("A cap let through as many as it may; each cap tells so once in a period."),
  "commission.created": onceOfMoney("commission", "A commission was earned."),
  "commission.held": onceOfMoney("commission", "A commission was earned, and waits for a review."),
  "commission.approved": ofMoney("commission", "A commission is to be paid."),
  "commission.reduced": ofMoney("commission", "Changes of the sale moved what a commission comes to."),
  "commission.reversed": ofMoney("commission", "A commission was taken back whole."),
  "commission.superseded": onceOfMoney("commission", "A newer decision took a commission's place."),
  "contact.created": once("A contact at an affiliate was made."),
  "contact.updated": change("A contact at an affiliate was changed."),
  "contact.archived": change("A contact at an affiliate was archived."),
  "contact.restored": change("A contact at an affiliate was taken out of the archive."),
  "conversion.accepted": onceOfMoney("conversion", "A conversion was taken in, decided or not."),
  "conversion.attributed": onceOfMoney("conversion", "A conversion was credited to somebody."),
  "conversion.unattributed": onceOfMoney("conversion", "A conversion was credited to nobody."),
  "conversion.decided_anew": ofMoney("conversion", "A conversion was decided anew."),
  "conversion.refunded": onceOfMoney("conversion_change", "A conversion was refunded, whole or in part."),
  "conversion.cancelled": onceOfMoney("conversion_change", "A conversion was cancelled."),
  "conversion.charged_back": onceOfMoney("conversion_change", "A conversion was charged back."),
  "conversion.chargeback_won": onceOfMoney("conversion_change", "The merchant won a chargeback."),
  "conversion_change.refused": change("A change of a sale came to nothing."),
  "coupon.created": once("A coupon was added."),
  "coupon.updated": change("A coupon was changed."),
  "coupon.archived": change("A coupon was archived."),
  "coupon.restored": change("A coupon was taken out of the archive."),
  "creative.created": once("A creative was made."),
  "creative.updated": change("A creative was changed."),
  "creative.archived": change("A creative was archived."),
  "creative.restored": change("A creative was taken out of the archive."),
  "custom_role.created": once("A role of the organisation's own was made."),
  "custom_role.updated": change("A role of the organisation's own was changed."),
  "custom_role.archived": change("A role of the organisation's own was archived."),
  "dispute.opened": once("A dispute was opened."),
  "dispute.answered": change("A dispute was answered."),
  "dispute.noted": change("Somebody wrote to a dispute."),
  "dispute.upheld": change("A dispute was upheld."),
  "dispute.rejected": change("A dispute was rejected."),
  "dispute.withdrawn": change("A dispute was withdrawn."),
  "dispute.taken_back": change("What a dispute gave was taken back."),
  "dispute.answer_overdue": change("A dispute waits for an answer for too long."),
  "dispute.decision_overdue": change("A dispute waits for a decision for too long."),
  "document.issued": once("A document of a payout was issued."),
  "erasure.done": change("What clicks told of a person was erased."),
  "invitation.created": once("Somebody was invited."),
  "invitation.accepted": change("An invitation was accepted."),
  "invitation.revoked": change("An invitation was revoked, or ended unused."),
  "key.created": once("An API key was made."),
  "key.rotated": change("An API key was given a successor, and ends."),
  "key.revoked": change("An API key was revoked."),
  "ledger.period_closed": change("A month of the ledger was closed."),
  "link.created": once("A link was made."),
  "link.updated": change("A link was changed."),
  "link.archived": change("A link was archived."),
  "link.restored": change("A link was taken out of the archive."),
  "link.disabled": change("A link was disabled; `link.updated` tells of it as well."),
  "link_domain.created": once("A link domain was added."),
  "link_domain.updated": change("A link domain was changed."),
  "link_domain.archived": change("A link domain was archived, and its host given back."),
  "link_domain.restored": change("A link domain was taken out of the archive."),
  "link_domain.pending": change("A link domain waits for its DNS record again."),
  "link_domain.verified": change("The DNS record of a link domain was found."),
  "link_domain.failed": change("A link domain lost its DNS record."),
  "member.added": once("Somebody became a member."),
  "member.role_changed": change("A member was given another role."),
  "member.removed": change("A member was removed."),
  "offer.created": once("An offer was made."),
  "offer.updated": change("An offer was changed."),
  "offer.archived": change("An offer was archived."),
  "offer.restored": change("An offer was taken out of the archive."),
  "organisation.updated": change("The organisation was changed."),
  "payout.paid": ofMoney("payout", "A payout was paid."),
  "payout.failed": ofMoney("payout", "A payout failed."),
  "payout.returned": ofMoney("payout", "A payout that was paid came back."),
  "payout.unknown": ofMoney("payout", "Nobody knows yet what became of a payout."),
  "payout.needs_review": ofMoney("payout", "A payout needs a person."),
  "payout.contradicted": change("A provider said of a payout what contradicts what it said before."),
  "payout.debited": change("What the account was debited for a payout was said afterwards."),
  "payout.debit_differs": change("A provider debited another sum for a payout than it said before."),
  "payout.resolution_proposed": change(
    "Somebody said what became of a payout, which a second person is to confirm.",
  ),
  "payout.resolved": change("A second person confirmed what became of a payout."),
  "payout_account.put": change("The account at a payout provider was set."),
  "payout_approval_limit.set": change(
    "The sum above which a payout batch is approved by a one-time code only was set.",
  ),
  "payout_batch.prepared": once("A batch of payouts was prepared."),
  "payout_batch.approved": change("A batch of payouts was approved by a second person."),
  "payout_batch.submitted": change("A batch of payouts is with its provider."),
  "payout_batch.paid": change("Every payout of a batch that could be paid was paid."),
  "payout_batch.cancelled": change("A batch of payouts was cancelled."),
  "payout_batch.failed": change("No payout of a batch could be paid."),
  "payout_batch.unknown": change("Nobody knows yet what became of payouts of a batch."),
  "payout_method.added": once(
    "An affiliate was given a payout method; one that replaces another waits 72 hours.",
  ),
  "payout_method.cancelled": change("A payout method was cancelled before it took effect."),
  "payout_minimum.set": change("The least that is paid out was set."),
  "payout_terms.created": change("Affiliates were given other terms of payout."),
  "plan.created": once("A plan was made."),
  "plan.version_created": change("A plan was given a new version."),
  "plan.case_created": change("A case that a plan must keep to was made."),
  "plan.case_retired": change("A case that a plan must keep to was retired."),
  "plan.exception_created": change("A plan was given an exception."),
  "policy.version_created": change("The attribution policy was given a new version."),
  "policy_case.created": once("A case that the policy must keep to was made."),
  "policy_case.retired": change("A case that the policy must keep to was retired."),
  "postback.created": once("An affiliate's postback was set up."),
  "postback.updated": change("An affiliate's postback was changed."),
  "postback.archived": change("An affiliate's postback was archived."),
  "postback.restored": change("An affiliate's postback was taken out of the archive."),
  "postback.disabled": change("An affiliate's postback gets nothing any more."),
  "program.created": once("A program was made."),
  "program.updated": change("A program was changed."),
  "program.archived": change("A program was archived."),
  "program.restored": change("A program was taken out of the archive."),
  "self_billing.agreed": change("An affiliate agreed to documents made in its name."),
  "self_billing.ended": change("An affiliate no longer agrees to documents made in its name."),
  "simulation.applied": change("Past conversions were decided anew as a simulation says."),
  "task.created": once("A task was made."),
  "task.updated": change("A task was changed."),
  "task.archived": change("A task was archived."),
  "task.restored": change("A task was taken out of the archive."),
  "task.reminded": change("Somebody was reminded of a task."),
  "tax_form.changed": change("Where an affiliate stands with a tax form changed."),
  "webhook_endpoint.created": once("A webhook endpoint was set up."),
  "webhook_endpoint.updated": change("A webhook endpoint was changed."),
  "webhook_endpoint.archived": change("A webhook endpoint was archived."),
  "webhook_endpoint.restored": change("A webhook endpoint was taken out of the archive."),
  "webhook_endpoint.disabled": change("A webhook endpoint gets nothing any more."),
  "webhook_endpoint.test": change("Somebody asked for a test of a webhook endpoint."),
  "workspace.updated": change("The workspace was changed."),
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
