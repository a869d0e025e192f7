import * as z from "zod/mini";
import type { DecisionView } from "../../../services/reading/decision.ts";
import type { Unearned } from "../../../services/reading/explain-unearned.ts";
import type { Explanation } from "../../../services/reading/explanation.ts";
import type { Waiting } from "../../../services/reading/waiting.ts";
import { changeView, showChange } from "./change.ts";
import { showClickId } from "./click.ts";
import { commissionView, showCommission } from "./commission.ts";
import { commissionInputs, commissionTrace, showTrace } from "./commission-trace.ts";
import { conversionAsReceived, reasonView, showConversionAsReceived, showReason } from "./conversion.ts";
import { journalView, showJournal } from "./journal.ts";
import { showInstant } from "./money.ts";
import { policyBodyView, showPolicyBody } from "./policy-body.ts";
import { count, idOf, instant, maybe, maybeInstant, oneOf, several, text, view } from "./schema.ts";

const fraudSignals = several(z.strictObject({ code: text, points: count, evidence: text }));
/** The fraud points of a decision with the evidence of each signal. */
export const fraudView = view("FraudScore", {
  version: count,
  points: count,
  threshold: count,
  is_held: z.boolean(),
  signals: fraudSignals,
  scored_at: instant,
});
const waitingView = z.strictObject({
  for: oneOf("clicks", "rates"),
  click_ids: several(text),
  until: instant,
  next_look_at: maybeInstant,
  looks: count,
});
/** A touchpoint of the journey, and why it is in the decision or not. */
export const touchView = z.strictObject({
  kind: oneOf("click", "coupon", "lock"),
  touch_id: text,
  click_id: maybe(text),
  clicked_at: instant,
  link_id: maybe(idOf("lnk")),
  affiliate_id: idOf("aff"),
  program_id: idOf("prg"),
  affiliate_class: maybe(text),
  verdict: maybe(text),
  via: text,
  is_in: z.boolean(),
  why: text,
});
/** The newest decision of a conversion. */
export const decisionView = z.strictObject({
  id: idOf("dec"),
  revision: count,
  reason: reasonView,
  policy: z.strictObject({ version: maybe(count), hash: maybe(text), body: policyBodyView }),
  simulation_id: maybe(idOf("sim")),
  journey: z.strictObject({ id: idOf("jny"), assembled_at: instant }),
  commission_inputs: maybe(commissionInputs),
  decided_at: instant,
});
/** What of the sale a touchpoint is credited with. */
export const creditView = z.strictObject({
  touch_id: text,
  click_id: maybe(text),
  link_id: maybe(idOf("lnk")),
  affiliate_id: idOf("aff"),
  program_id: idOf("prg"),
  credit_ppm: count,
});
/** A credit that earned nothing, and why. */
const unearnedView = z.strictObject({
  touch_id: text,
  affiliate_id: idOf("aff"),
  program_id: idOf("prg"),
  credit_ppm: count,
  arithmetic: text,
  trace: maybe(commissionTrace),
});
/** The whole trace of a conversion. */
export const explanationView = view("ConversionExplanation", {
  object: z.literal("conversion_explanation"),
  conversion: conversionAsReceived,
  waiting: maybe(waitingView),
  click_problems: several(z.strictObject({ click_id: text, reason: reasonView })),
  touches: several(touchView),
  decision: maybe(decisionView),
  credits: several(creditView),
  fraud: maybe(fraudView),
  commissions: several(z.extend(commissionView, { trace: maybe(commissionTrace) })),
  unearned: several(unearnedView),
  changes: several(changeView),
  journals: several(journalView),
});

/** Shows the whole trace of a conversion, from what the merchant sent to the entries in the ledger. */
export function showExplanation({
  conversion,
  waiting,
  decision,
  commissions,
  unearned,
  changes,
  journals,
}: Explanation): z.output<typeof explanationView> {
  return {
    object: "conversion_explanation",
    conversion: showConversionAsReceived(conversion),
    waiting: waiting && showWaiting(waiting),
    click_problems: (decision?.clickProblems ?? []).map(({ clickId, reason }) => ({
      click_id: clickId,
      reason: showReason(reason),
    })),
    touches: (decision?.touches ?? []).map(showTouch),
    decision: decision && showDecision(decision),
    credits: (decision?.credits ?? []).map(showCredit),
    fraud: decision?.fraud ? showFraud(decision.fraud) : null,
    commissions: commissions.map((each) => ({ ...showCommission(each), trace: showTrace(each.trace) })),
    unearned: unearned.map(showUnearned),
    changes: changes.map((change) => showChange(change, conversion.currency)),
    journals: journals.map(showJournal),
  };
}

function showWaiting(waiting: Waiting): z.output<typeof waitingView> {
  return {
    for: waiting.for,
    click_ids: waiting.clickIds,
    until: showInstant(waiting.until),
    next_look_at: showInstant(waiting.nextLookAt),
    looks: waiting.looks,
  };
}

function showTouch(touch: DecisionView["touches"][number]): z.output<typeof touchView> {
  return {
    kind: touch.kind,
    touch_id: showTouchId(touch),
    click_id: touch.clickId && showClickId(touch.clickId),
    clicked_at: showInstant(touch.clickedAt),
    link_id: touch.linkId,
    affiliate_id: touch.affiliateId,
    program_id: touch.programId,
    affiliate_class: touch.affiliateClass,
    verdict: touch.verdict,
    via: touch.via,
    is_in: touch.isIn,
    why: touch.why,
  };
}

/** A click by its id as it travels, all else by its name. */
function showTouchId({ touchId, clickId }: { readonly touchId: string; readonly clickId: string | null }) {
  return clickId === null ? touchId : showClickId(clickId);
}

function showDecision(decision: DecisionView): z.output<typeof decisionView> {
  return {
    id: decision.id,
    revision: decision.revision,
    reason: showReason(decision.reason),
    // Without a version where a simulation was applied whose policy was none.
    policy: {
      version: decision.policyVersion,
      hash: decision.policyHash,
      body: showPolicyBody(decision.policy),
    },
    simulation_id: decision.simulationId,
    journey: { id: decision.journeyId, assembled_at: showInstant(decision.assembledAt) },
    // What history knew, from which the commissions can be worked out again.
    commission_inputs: decision.commissionInputs as z.output<typeof commissionInputs> | null,
    decided_at: showInstant(decision.decidedAt),
  };
}

function showCredit(credit: DecisionView["credits"][number]): z.output<typeof creditView> {
  return {
    touch_id: showTouchId(credit),
    click_id: credit.clickId && showClickId(credit.clickId),
    link_id: credit.linkId,
    affiliate_id: credit.affiliateId,
    program_id: credit.programId,
    credit_ppm: credit.creditPpm,
  };
}

function showUnearned({ credit, arithmetic, trace }: Unearned): z.output<typeof unearnedView> {
  const { affiliateId, programId, creditPpm } = credit;
  const of = { affiliate_id: affiliateId, program_id: programId, credit_ppm: creditPpm };
  return { touch_id: showTouchId(credit), ...of, arithmetic, trace: showTrace(trace) };
}

/** Shows the fraud points of a decision with the evidence of each signal. */
export function showFraud(fraud: NonNullable<DecisionView["fraud"]>): z.output<typeof fraudView> {
  return {
    version: fraud.version,
    points: fraud.points,
    threshold: fraud.threshold,
    is_held: fraud.isHeld,
    signals: fraud.signals as z.output<typeof fraudSignals>,
    scored_at: showInstant(fraud.scoredAt),
  };
}
