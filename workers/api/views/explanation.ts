import type { DecisionView } from "../../../services/reading/decision.ts";
import type { Explanation } from "../../../services/reading/explain-conversion.ts";
import type { Waiting } from "../../../services/reading/waiting.ts";
import { showChange } from "./change.ts";
import { showClickId } from "./click.ts";
import { showCommission } from "./commission.ts";
import { showConversionAsReceived, showReason } from "./conversion.ts";
import { showJournal } from "./journal.ts";
import { showInstant } from "./money.ts";

/** Shows the whole trace of a conversion, from what the merchant sent to the entries in the ledger. */
export function showExplanation({
  conversion,
  waiting,
  decision,
  commissions,
  changes,
  journals,
}: Explanation) {
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
    commissions: commissions.map((each) => ({ ...showCommission(each), trace: each.trace })),
    changes: changes.map((change) => showChange(change, conversion.currency)),
    journals: journals.map(showJournal),
  };
}

function showWaiting(waiting: Waiting) {
  return {
    for: waiting.for,
    click_ids: waiting.clickIds,
    until: showInstant(waiting.until),
    next_look_at: showInstant(waiting.nextLookAt),
    looks: waiting.looks,
  };
}

function showTouch(touch: DecisionView["touches"][number]) {
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

function showDecision(decision: DecisionView) {
  return {
    id: decision.id,
    revision: decision.revision,
    reason: showReason(decision.reason),
    // Without a version where a simulation was applied whose policy was none.
    policy: { version: decision.policyVersion, hash: decision.policyHash, body: decision.policy },
    simulation_id: decision.simulationId,
    journey: { id: decision.journeyId, assembled_at: showInstant(decision.assembledAt) },
    // What history knew, from which the commissions can be worked out again.
    commission_inputs: decision.commissionInputs,
    decided_at: showInstant(decision.decidedAt),
  };
}

function showCredit(credit: DecisionView["credits"][number]) {
  return {
    touch_id: showTouchId(credit),
    click_id: credit.clickId && showClickId(credit.clickId),
    link_id: credit.linkId,
    affiliate_id: credit.affiliateId,
    program_id: credit.programId,
    credit_ppm: credit.creditPpm,
  };
}

/** Shows the fraud points of a decision with the evidence of each signal. */
export function showFraud(fraud: NonNullable<DecisionView["fraud"]>) {
  return {
    version: fraud.version,
    points: fraud.points,
    threshold: fraud.threshold,
    is_held: fraud.isHeld,
    signals: fraud.signals,
    scored_at: showInstant(fraud.scoredAt),
  };
}
