import { and, eq } from "drizzle-orm";
import { attribute } from "../../core/attribution/attribute.ts";
import type { ReasonCode } from "../../core/attribution/reasons.ts";
import type { Db } from "../../db/client.ts";
import {
  conversions,
  credits,
  decisions,
  fraudScores,
  journeys,
  journeyTouches,
} from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { AssembledJourney } from "./assemble-journey.ts";
import { bookCommissions, type Credit } from "./book-commissions.ts";
import { findPlans } from "./find-terms.ts";
import type { ConversionRow } from "./record-conversion.ts";
import { scoreDecision } from "./score-decision.ts";
import { tieCustomer } from "./tie-customer.ts";

/** The first assembly and decision of a conversion; a re-run makes the next revision. */
const FIRST_REVISION = 1;

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
  const { version, hash, policy } = journey.policyInForce;
  const outcome = attribute({
    touchpoints: journey.touches,
    convertedAtMs: conversion.occurredAt.getTime(),
    policy,
    clickProblems: journey.clickProblems.map(({ reason }) => reason),
  });
  const earned = outcome.credits.map(({ clickId, creditPpm }, position): Credit => {
    const touch = journey.touches.find((each) => each.clickId === clickId);
    if (!touch) throw new Error(`a credited click ${clickId} is not in the journey`);
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

  const journeyId = await writeJourney(tx, context, conversion, journey);
  const decisionId = newId("dec", context.now.getTime());
  const scope = { workspaceId: context.workspaceId, decisionId };
  const score =
    credited.length > 0 ? scoreDecision(conversion, journey.touches, credited, fraudThreshold) : null;
  const planned = bookCommissions(context, {
    conversion,
    decisionId,
    credits: credited,
    plans,
    isHeld: score?.isHeld ?? false,
  });
  const reason = reasonOf(outcome.reason, { hasPlans, commissionsCount: planned.rows.length });

  await tx.insert(decisions).values({
    workspaceId: context.workspaceId,
    id: decisionId,
    conversionId: conversion.id,
    revision: FIRST_REVISION,
    journeyId,
    policyVersion: version,
    policyHash: hash,
    reason,
    considered: outcome.considered.map(({ clickId, isIn, why }) => ({ click_id: clickId, is_in: isIn, why })),
    decidedAt: context.now,
  });
  if (credited.length > 0) {
    await tx.insert(credits).values(
      credited.map(({ position, creditPpm, touch: { clickId, affiliateId, programId, linkId } }) => ({
        ...scope,
        position,
        creditPpm,
        clickId,
        affiliateId,
        programId,
        linkId,
      })),
    );
  }
  if (score) {
    const { version: scoreVersion, points, threshold, isHeld, signals } = score;
    await tx
      .insert(fraudScores)
      .values({ ...scope, version: scoreVersion, points, threshold, isHeld, signals, scoredAt: context.now });
  }
  await planned.write(tx);
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

async function writeJourney(tx: Db, context: Context, conversion: ConversionRow, journey: AssembledJourney) {
  const id = newId("jny", context.now.getTime());
  await tx.insert(journeys).values({
    workspaceId: context.workspaceId,
    id,
    conversionId: conversion.id,
    revision: FIRST_REVISION,
    clickProblems: journey.clickProblems.map(({ clickId, reason }) => ({ click_id: clickId, reason })),
    assembledAt: context.now,
  });
  if (journey.touches.length > 0) {
    await tx.insert(journeyTouches).values(
      journey.touches.map(
        ({ clickId, clickedAtMs, linkId, affiliateId, programId, verdict, via }, position) => ({
          workspaceId: context.workspaceId,
          journeyId: id,
          position,
          clickId,
          clickedAt: new Date(clickedAtMs),
          linkId,
          affiliateId,
          programId,
          verdict,
          via,
        }),
      ),
    );
  }
  return id;
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
