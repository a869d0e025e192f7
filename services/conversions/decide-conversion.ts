import { and, eq } from "drizzle-orm";
import { attribute } from "../../core/attribution/attribute.ts";
import type { ReasonCode } from "../../core/attribution/reasons.ts";
import type { Db } from "../../db/client.ts";
import { conversions } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { AssembledJourney } from "./assemble-journey.ts";
import { bookCommissions, type Credit } from "./book-commissions.ts";
import { findPlans } from "./find-terms.ts";
import type { ConversionRow } from "./record-conversion.ts";
import { scoreDecision } from "./score-decision.ts";
import { tieCustomer } from "./tie-customer.ts";
import { writeDecision } from "./write-decision.ts";

/**
 * Decides who earns and writes all of it: journey, decision, credits, fraud score, commissions and
 * their journals, and the conversion's one terminal reason code.
 */
export async function decideConversion(
  tx: Db,
  context: Context,
  conversion: ConversionRow,
  journey: AssembledJourney,
  fraudThreshold: number,
): Promise<void> {
  const { policy } = journey.policyInForce;
  const outcome = attribute({
    touchpoints: journey.touches,
    convertedAtMs: conversion.occurredAt.getTime(),
    policy,
    clickProblems: journey.clickProblems.map(({ reason }) => reason),
  });
  const earned = outcome.credits.map(({ touchId, creditPpm }, position): Credit => {
    const touch = journey.touches.find((each) => each.touchId === touchId);
    if (!touch) throw new Error(`a credited touchpoint ${touchId} is not in the journey`);
    return { position, creditPpm, touch };
  });
  const plans = await findPlans(
    tx,
    context,
    earned.map(({ touch }) => touch.programId),
    conversion.occurredAt,
  );
  const hasPlans = earned.every(({ touch }) => plans.has(touch.programId));
  const credited = hasPlans ? earned : [];

  const decisionId = newId("dec", context.now.getTime());
  const score =
    credited.length > 0 ? scoreDecision(conversion, journey.touches, credited, fraudThreshold) : null;
  const booked = bookCommissions(context, {
    conversion,
    decisionId,
    credits: credited,
    plans,
    isHeld: score?.isHeld ?? false,
  });
  const reason = reasonOf(outcome.reason, { hasPlans, commissionsCount: booked.rows.length });

  await writeDecision(tx, context, {
    decisionId,
    conversion,
    journey,
    reason,
    considered: outcome.considered,
    credits: credited,
    score,
  });
  await booked.write(tx);
  await tieCustomer(tx, context, conversion, journey.touches);
  await endConversion(tx, context, conversion, reason);
}

function reasonOf(
  attributed: ReasonCode,
  { hasPlans, commissionsCount }: { readonly hasPlans: boolean; readonly commissionsCount: number },
): ReasonCode {
  if (attributed !== "attributed") return attributed;
  if (!hasPlans) return "no_plan";
  return commissionsCount > 0 ? "attributed" : "commission_zero";
}

async function endConversion(tx: Db, context: Context, conversion: ConversionRow, reason: ReasonCode) {
  const isAttributed = reason === "attributed" || reason === "commission_zero";
  const status = isAttributed ? ("attributed" as const) : ("unattributed" as const);
  await tx
    .update(conversions)
    .set({ status, reason, decidedAt: context.now, retryAt: null })
    .where(and(eq(conversions.workspaceId, context.workspaceId), eq(conversions.id, conversion.id)));
  await audit(tx, context, [
    {
      action: "conversion.decided",
      subjectId: conversion.id,
      change: { from: conversion.status, to: status, reason },
    },
  ]);
}
