import type { Journal } from "../../core/ledger/journal.ts";
import { accrueCommission } from "../../core/ledger/postings.ts";
import { fxRefs } from "../../core/money/commission-fx.ts";
import type { ReportedConversion } from "../../core/settlement/conversion.ts";
import type { Decision } from "../../core/settlement/decide.ts";
import type { EarnedCommission } from "../../core/settlement/earn.ts";
import type { Beginning } from "../../core/settlement/redecide.ts";
import type { CommissionId, DecisionId, SimulationId } from "../../core/shared/id.ts";
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
import type { EventDraft } from "../events/write-events.ts";
import type { Context } from "../shared/context.ts";
import { NO_VERSION } from "./replay.ts";

const DAY_MS = 86_400_000;
/** A conversion and what was decided of it. */
export type Decided = {
  readonly conversion: ReportedConversion;
  readonly decision: Decision;
  /** Null of the first decision of a conversion. */
  readonly again: Again | null;
};

/** What is told of a decision that takes an earlier one's place. */
export type Again = {
  readonly revision: number;
  readonly simulationId: SimulationId;
  /** Where each of its commissions begins, in their order. */
  readonly beginnings: readonly Beginning[];
};

/** A commission that is written, what it was earned by, and where it begins. */
export type WrittenCommission = EarnedCommission & {
  readonly id: CommissionId;
  readonly decisionId: DecisionId;
  readonly beginning: Beginning;
};

/** The rows of decisions, those of each list after the ones they refer to, and their commissions. */
export type DecisionRows = {
  readonly decisions: readonly RowsOfTable[];
  readonly commissions: readonly RowsOfTable[];
  /** The id of each decision, in the order given. */
  readonly ids: readonly DecisionId[];
  readonly earned: readonly WrittenCommission[];
};

/** The rows of decisions, in an order in which each refers to earlier ones, and their commissions. */
export function decisionRows(context: Context, decided: readonly Decided[]): DecisionRows {
  const parts = decided.map((each) => rowsOfDecision(context, each));
  const rowsOfDecisions = [
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
  ];
  const rowsOfCommissions = [
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
  return {
    ...{ decisions: rowsOfDecisions, commissions: rowsOfCommissions },
    ids: parts.map(({ decision }) => decision.id),
    earned: parts.flatMap(({ earned }) => earned),
  };
}

/** The journal of what somebody earns, with the rates it was converted at. */
export function accrualOf({ id, affiliateId, currency, amountMinor, fx }: WrittenCommission): Journal {
  const journal = accrueCommission({ commissionId: id, affiliateId, currency, amountMinor });
  return fx === null ? journal : { ...journal, refs: { ...journal.refs, ...fxRefs(fx) } };
}

/** That somebody earned something, and whether it waits for a review. */
export function eventOfEarned({ id, beginning }: WrittenCommission): EventDraft {
  return { type: beginning.status === "held" ? "commission.held" : "commission.created", subjectId: id };
}

function rowsOfDecision(context: Context, { conversion, decision, again }: Decided) {
  const nowMs = context.now.getTime();
  const ids = { journeyId: newId("jny", nowMs), decisionId: newId("dec", nowMs) };
  const first = firstBeginning(decision.score?.isHeld ?? false);
  const earned = decision.commissions.map((commission, index): WrittenCommission => {
    const beginning = again?.beginnings[index] ?? first;
    return { ...commission, id: newId("com", nowMs), decisionId: ids.decisionId, beginning };
  });
  const scope = { workspaceId: context.workspaceId, decisionId: ids.decisionId };
  return {
    ...journeyRows(context, { conversion, decision, again }, ids),
    credits: decision.credits.map(({ position, creditPpm, touch }) => {
      const { touchId, clickId, affiliateId, programId, linkId } = touch;
      const base = decision.bases.find((each) => each.position === position);
      return {
        ...{ ...scope, position, creditPpm, touchId, clickId, affiliateId, programId, linkId },
        ...{ planId: base?.planId ?? null, baseMinor: base?.baseMinor ?? null },
      };
    }),
    score: decision.score ? [{ ...scope, ...decision.score, scoredAt: context.now }] : [],
    commissions: earned.map((each) => commissionRow(context, conversion, each)),
    edges: decision.edges.map((edge) => ({
      ...{ workspaceId: context.workspaceId, ...edge },
      ...{ conversionId: conversion.id, firstSeenAt: context.now },
    })),
    earned,
  };
}

function journeyRows(
  { workspaceId, now }: Context,
  { conversion, decision, again }: Decided,
  { journeyId, decisionId }: Pick<typeof decisions.$inferInsert, "journeyId"> & { decisionId: DecisionId },
) {
  const { journey, policy } = decision;
  const scope = { workspaceId, conversionId: conversion.id, revision: again?.revision ?? 1 };
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
      ...{ policyVersion: policy.version === NO_VERSION ? null : policy.version, policyHash: policy.hash },
      simulationId: again?.simulationId ?? null,
      commissionInputs: decision.facts && plainJson(decision.facts),
      considered: decision.considered.map(({ touchId, isIn, why }) => ({
        ...{ touch_id: touchId, is_in: isIn, why },
      })),
    },
  };
}

/** What a decision was worked out from, with sums as their digits. */
function plainJson(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(plainJson);
  const members: Record<string, unknown> = {};
  for (const name in value) members[name] = plainJson(value[name as keyof typeof value]);
  return members;
}

const firstBeginning = (isHeld: boolean): Beginning => ({
  ...{ status: isHeld ? "held" : "pending", reversedFrom: null, reducedMinor: 0n, isRefused: false },
});

/** The hold runs from the time of receipt, which no merchant's clock can move. */
function commissionRow(
  { workspaceId, now }: Context,
  conversion: ReportedConversion,
  { position, holdDays, beginning, ...commission }: WrittenCommission,
): typeof commissions.$inferInsert {
  const { status, reversedFrom, reducedMinor } = beginning;
  const isApproved = (reversedFrom ?? status) === "approved";
  return {
    ...{ workspaceId, ...commission, creditPosition: position, conversionId: conversion.id },
    ...{ status, reversedFrom, reducedMinor, approvedAt: isApproved ? now : null },
    holdUntil: new Date(conversion.receivedAt.getTime() + holdDays * DAY_MS),
  };
}
