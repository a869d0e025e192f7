import type { EarningFacts } from "../../core/commission/earning-input.ts";
import type { ReportedConversion } from "../../core/settlement/conversion.ts";
import type { Decision } from "../../core/settlement/decide.ts";
import type { EarnedCommission } from "../../core/settlement/earn.ts";
import type { CommissionId, DecisionId } from "../../core/shared/id.ts";
import { type RowsOfTable, rowsOf } from "../../db/insert-all.ts";
import {
  commissions,
  credits,
  decisions,
  fraudScores,
  identityEdges,
  journeys,
  journeyTouches,
} from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import type { Context } from "../shared/context.ts";

const DAY_MS = 86_400_000;
/** The first assembly and decision of a conversion; a re-run makes the next revision. */
const FIRST_REVISION = 1;

/** A conversion and what was decided of it. */
export type Decided = { readonly conversion: ReportedConversion; readonly decision: Decision };

/** A commission that is written, and what it was earned by. */
export type WrittenCommission = EarnedCommission & { readonly id: CommissionId };

/** The rows of decisions, in an order in which each refers to earlier ones, and their commissions. */
export function decisionRows(
  context: Context,
  decided: readonly Decided[],
): { readonly tables: readonly RowsOfTable[]; readonly earned: readonly WrittenCommission[] } {
  const parts = decided.map((each) => rowsOfDecision(context, each));
  const tables = [
    rowsOf(
      journeys,
      parts.map(({ journey }) => journey),
    ),
    rowsOf(
      journeyTouches,
      parts.flatMap(({ touches }) => touches),
    ),
    rowsOf(
      decisions,
      parts.map(({ decision }) => decision),
    ),
    rowsOf(
      credits,
      parts.flatMap((part) => part.credits),
    ),
    rowsOf(
      fraudScores,
      parts.flatMap(({ score }) => score),
    ),
    rowsOf(
      commissions,
      parts.flatMap((part) => part.commissions),
    ),
    rowsOf(
      identityEdges,
      parts.flatMap(({ edges }) => edges),
      { ifAbsent: true },
    ),
  ];
  return { tables, earned: parts.flatMap(({ earned }) => earned) };
}

function rowsOfDecision(context: Context, { conversion, decision }: Decided) {
  const nowMs = context.now.getTime();
  const ids = { journeyId: newId("jny", nowMs), decisionId: newId("dec", nowMs) };
  const earned = decision.commissions.map((commission): WrittenCommission => {
    return { ...commission, id: newId("com", nowMs) };
  });
  const scope = { workspaceId: context.workspaceId, decisionId: ids.decisionId };
  return {
    ...journeyRows(context, { conversion, decision }, ids),
    credits: decision.credits.map(({ position, creditPpm, touch }) => {
      const { touchId, clickId, affiliateId, programId, linkId } = touch;
      const base = decision.bases.find((each) => each.position === position);
      return {
        ...{ ...scope, position, creditPpm, touchId, clickId, affiliateId, programId, linkId },
        ...{ planId: base?.planId ?? null, baseMinor: base?.baseMinor ?? null },
      };
    }),
    score: decision.score ? [{ ...scope, ...decision.score, scoredAt: context.now }] : [],
    commissions: earned.map((each) =>
      commissionRow({ scope, conversion, isHeld: decision.score?.isHeld ?? false }, each),
    ),
    edges: decision.edges.map((edge) => ({
      ...{ workspaceId: context.workspaceId, ...edge },
      ...{ conversionId: conversion.id, firstSeenAt: context.now },
    })),
    earned,
  };
}

function journeyRows(
  { workspaceId, now }: Context,
  { conversion, decision }: Decided,
  { journeyId, decisionId }: Pick<typeof decisions.$inferInsert, "journeyId"> & { decisionId: DecisionId },
) {
  const { journey, policy } = decision;
  const scope = { workspaceId, conversionId: conversion.id, revision: FIRST_REVISION };
  return {
    journey: {
      ...scope,
      id: journeyId,
      clickProblems: journey.clickProblems.map(({ clickId, reason }) => ({ click_id: clickId, reason })),
      assembledAt: now,
    },
    touches: journey.touches.map(
      (
        { touchId, kind, clickId, atMs, linkId, affiliateId, affiliateClass, programId, verdict, via },
        position,
      ) => ({
        ...{ workspaceId, journeyId, position, touchId, kind, clickId, clickedAt: new Date(atMs) },
        ...{ linkId, affiliateId, affiliateClass, programId, verdict, via },
      }),
    ),
    decision: {
      ...{ ...scope, id: decisionId, journeyId, reason: decision.reason, decidedAt: now },
      ...{ policyVersion: policy.version, policyHash: policy.hash },
      commissionInputs: decision.facts && plainJson(decision.facts),
      considered: decision.considered.map(({ touchId, isIn, why }) => ({
        ...{ touch_id: touchId, is_in: isIn, why },
      })),
    },
  };
}

/** What a decision was worked out from, with sums as their digits. */
function plainJson(facts: EarningFacts): unknown {
  return JSON.parse(JSON.stringify(facts, (_, value) => (typeof value === "bigint" ? String(value) : value)));
}

/** The hold runs from the time of receipt, which no merchant's clock can move. */
function commissionRow(
  {
    scope,
    conversion,
    isHeld,
  }: {
    readonly scope: Pick<typeof commissions.$inferInsert, "workspaceId" | "decisionId">;
    readonly conversion: ReportedConversion;
    readonly isHeld: boolean;
  },
  { position, holdDays, ...commission }: WrittenCommission,
): typeof commissions.$inferInsert {
  return {
    ...scope,
    ...commission,
    creditPosition: position,
    conversionId: conversion.id,
    status: isHeld ? "held" : "pending",
    holdUntil: new Date(conversion.receivedAt.getTime() + holdDays * DAY_MS),
  };
}
