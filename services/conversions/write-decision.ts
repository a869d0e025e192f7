import type { Attribution } from "../../core/attribution/attribute.ts";
import type { ReasonCode } from "../../core/attribution/reasons.ts";
import type { FraudScore } from "../../core/fraud/score.ts";
import type { DecisionId, JourneyId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { credits, decisions, fraudScores, journeys, journeyTouches } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import type { Context } from "../shared/context.ts";
import type { AssembledJourney } from "./assemble-journey.ts";
import type { Credit } from "./book-commissions.ts";
import type { ConversionRow } from "./record-conversion.ts";

/** The first assembly and decision of a conversion; a re-run makes the next revision. */
const FIRST_REVISION = 1;

/** A decision with what it was made from. */
export type DecisionToWrite = {
  readonly decisionId: DecisionId;
  readonly conversion: ConversionRow;
  readonly journey: AssembledJourney;
  readonly reason: ReasonCode;
  readonly considered: Attribution["considered"];
  readonly credits: readonly Credit[];
  readonly score: FraudScore | null;
};

/** Writes the journey, the decision over it, its credits and its fraud score. */
export async function writeDecision(tx: Db, context: Context, decision: DecisionToWrite): Promise<void> {
  const journeyId = await writeJourney(tx, context, decision.conversion, decision.journey);
  const { version, hash } = decision.journey.policyInForce;
  await tx.insert(decisions).values({
    workspaceId: context.workspaceId,
    id: decision.decisionId,
    conversionId: decision.conversion.id,
    revision: FIRST_REVISION,
    journeyId,
    policyVersion: version,
    policyHash: hash,
    reason: decision.reason,
    considered: decision.considered.map(({ touchId, isIn, why }) => ({
      click_id: touchId,
      is_in: isIn,
      why,
    })),
    decidedAt: context.now,
  });
  await writeCredits(tx, context, decision);
}

async function writeCredits(tx: Db, context: Context, decision: DecisionToWrite): Promise<void> {
  const scope = { workspaceId: context.workspaceId, decisionId: decision.decisionId };
  if (decision.credits.length > 0) {
    await tx.insert(credits).values(
      decision.credits.map(({ position, creditPpm, touch }) => {
        const { clickId, affiliateId, programId, linkId } = touch;
        return { ...scope, position, creditPpm, clickId, affiliateId, programId, linkId };
      }),
    );
  }
  if (decision.score) {
    const { version, points, threshold, isHeld, signals } = decision.score;
    await tx
      .insert(fraudScores)
      .values({ ...scope, version, points, threshold, isHeld, signals, scoredAt: context.now });
  }
}

async function writeJourney(
  tx: Db,
  context: Context,
  conversion: ConversionRow,
  journey: AssembledJourney,
): Promise<JourneyId> {
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
      journey.touches.map(({ clickId, atMs, linkId, affiliateId, programId, verdict, via }, position) => ({
        workspaceId: context.workspaceId,
        journeyId: id,
        position,
        clickId,
        clickedAt: new Date(atMs),
        linkId,
        affiliateId,
        programId,
        verdict,
        via,
      })),
    );
  }
  return id;
}
