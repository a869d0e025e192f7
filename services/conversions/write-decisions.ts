import type { Journal } from "../../core/ledger/journal.ts";
import { accrueCommission } from "../../core/ledger/postings.ts";
import { fxRefs, valuationRefs } from "../../core/money/commission-fx.ts";
import type { ReportedConversion } from "../../core/settlement/conversion.ts";
import type { Decision } from "../../core/settlement/decide.ts";
import { NO_VERSION } from "../../core/settlement/decided-before.ts";
import type { EarnedCommission } from "../../core/settlement/earn.ts";
import type { Beginning } from "../../core/settlement/redecide.ts";
import type { CommissionId, DecisionId, JourneyId, SimulationId } from "../../core/shared/id.ts";
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

/** Journeys as rows, and the id of each, in the order of the decisions they were made for. */
export type JourneyRows = { readonly rows: readonly RowsOfTable[]; readonly ids: readonly JourneyId[] };

/** The rows of decisions, those of each list after the ones they refer to, and their commissions. */
export type DecisionRows = {
  readonly decisions: readonly RowsOfTable[];
  readonly commissions: readonly RowsOfTable[];
  /** The id of each decision, in the order given. */
  readonly ids: readonly DecisionId[];
  readonly earned: readonly WrittenCommission[];
};

/** The rows of the journeys that decisions were made from: to be written before those. */
export function journeyRows(context: Context, decided: readonly Decided[]): JourneyRows {
  const parts = decided.map((each) => rowsOfJourney(context, each));
  return {
    rows: [
      rowsOf(
        journeys,
        parts.map(({ journey }) => journey),
      ),
      rowsOf(
        journeyTouches,
        parts.flatMap(({ touches }) => touches),
      ),
    ],
    ids: parts.map(({ journey }) => journey.id),
  };
}

/**
 * The rows of decisions, in an order in which each refers to earlier ones, and their commissions.
 *
 * @param journeyIds of the journey of each
 */
export function decisionRows(
  context: Context,
  decided: readonly Decided[],
  journeyIds: readonly JourneyId[],
): DecisionRows {
  const parts = decided.map((each, index) => rowsOfDecision(context, each, journeyIds[index] as JourneyId));
  const rowsOfDecisions = [
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
export function accrualOf(commission: WrittenCommission): Journal {
  const { id, affiliateId, currency, amountMinor, fx, valuedAt, baseMinor, baseCurrency } = commission;
  const journal = accrueCommission({ commissionId: id, affiliateId, currency, amountMinor });
  if (fx === null && valuedAt === null) return journal;
  const valued = valuedAt && valuationRefs({ amountMinor: baseMinor, currency: baseCurrency }, valuedAt);
  return { ...journal, refs: { ...journal.refs, ...valued, ...(fx ? fxRefs(fx) : {}) } };
}

/** That somebody earned something, and whether it waits for a review. */
export function eventOfEarned({ id, beginning }: WrittenCommission): EventDraft {
  return { type: beginning.status === "held" ? "commission.held" : "commission.created", subjectId: id };
}

const revisionOf = ({ again }: Decided): number => again?.revision ?? 1;

function rowsOfJourney({ workspaceId, now }: Context, decided: Decided) {
  const { conversion, decision } = decided;
  const id = newId("jny", now.getTime());
  const { touches, clickProblems } = decision.journey;
  return {
    journey: {
      ...{ workspaceId, id, conversionId: conversion.id, revision: revisionOf(decided), assembledAt: now },
      clickProblems: clickProblems.map(({ clickId, reason }) => ({ click_id: clickId, reason })),
    },
    touches: touches.map(
      (
        { touchId, kind, clickId, atMs, linkId, affiliateId, affiliateClass, programId, verdict, via },
        position,
      ) => ({
        ...{ workspaceId, journeyId: id, position, touchId, kind, clickId, clickedAt: new Date(atMs) },
        ...{ linkId, affiliateId, affiliateClass, programId, verdict, via },
      }),
    ),
  };
}

function rowsOfDecision(context: Context, decided: Decided, journeyId: JourneyId) {
  const { conversion, decision, again } = decided;
  const { workspaceId, now } = context;
  const nowMs = now.getTime();
  const decisionId = newId("dec", nowMs);
  const first = firstBeginning(decision.score?.isHeld ?? false);
  const earned = decision.commissions.map((commission, index): WrittenCommission => {
    const beginning = again?.beginnings[index] ?? first;
    return { ...commission, id: newId("com", nowMs), decisionId, beginning };
  });
  const scope = { workspaceId, decisionId };
  return {
    decision: decisionRow(context, decided, { id: decisionId, journeyId }),
    credits: decision.credits.map(({ position, creditPpm, touch }) => {
      const { touchId, clickId, affiliateId, programId, linkId } = touch;
      const base = decision.bases.find((each) => each.position === position);
      return {
        ...{ ...scope, position, creditPpm, touchId, clickId, affiliateId, programId, linkId },
        ...{ planId: base?.planId ?? null, baseMinor: base?.baseMinor ?? null },
      };
    }),
    score: decision.score ? [{ ...scope, ...decision.score, scoredAt: now }] : [],
    commissions: earned.map((each) => commissionRow(context, conversion, each)),
    edges: decision.edges.map((edge) => ({
      ...{ workspaceId, ...edge, conversionId: conversion.id, firstSeenAt: now },
    })),
    earned,
  };
}

function decisionRow(
  { workspaceId, now }: Context,
  decided: Decided,
  ids: { readonly id: DecisionId; readonly journeyId: JourneyId },
) {
  const { conversion, decision, again } = decided;
  const { policy, reason, considered, facts } = decision;
  return {
    ...{ workspaceId, ...ids, conversionId: conversion.id, revision: revisionOf(decided), reason },
    ...{ policyVersion: policy.version === NO_VERSION ? null : policy.version, policyHash: policy.hash },
    ...{ simulationId: again?.simulationId ?? null, decidedAt: now },
    commissionInputs: facts && plainJson(facts),
    considered: considered.map(({ touchId, isIn, why }) => ({ touch_id: touchId, is_in: isIn, why })),
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
  { position, holdDays, beginning, valuedAt: _valuedAt, ...commission }: WrittenCommission,
): typeof commissions.$inferInsert {
  const { status, reversedFrom, reducedMinor } = beginning;
  const isApproved = (reversedFrom ?? status) === "approved";
  return {
    ...{ workspaceId, ...commission, creditPosition: position, conversionId: conversion.id },
    ...{ status, reversedFrom, reducedMinor, approvedAt: isApproved ? now : null },
    holdUntil: new Date(conversion.receivedAt.getTime() + holdDays * DAY_MS),
  };
}
