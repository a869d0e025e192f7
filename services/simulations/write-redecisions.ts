import { sql } from "drizzle-orm";
import { isAttributedReason } from "../../core/attribution/reasons.ts";
import { refundedPart } from "../../core/commission/refund.ts";
import type { Journal } from "../../core/ledger/journal.ts";
import {
  adjustCommission,
  approveCommission,
  type CommissionAdjustment,
  supersedeCommission,
} from "../../core/ledger/postings.ts";
import { rateRefs } from "../../core/money/commission-fx.ts";
import type { Decision } from "../../core/settlement/decide.ts";
import {
  type Beginning,
  beginCommission,
  type EndedCommission,
  endCommission,
  type KnownCommission,
} from "../../core/settlement/redecide.ts";
import { assert } from "../../core/shared/assert.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import type { DecisionId, SimulationId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { insertAll, rowsOf } from "../../db/insert-all.ts";
import { commissionAdjustments } from "../../db/schema/index.ts";
import { storedChange, storedSale } from "../changes/stored-sale.ts";
import { adjustmentRow } from "../changes/write-applied.ts";
import type { ConversionRow } from "../conversions/accepted-conversion.ts";
import {
  accrualOf,
  decisionRows,
  eventOfEarned,
  journeyRows,
  type WrittenCommission,
} from "../conversions/write-decisions.ts";
import type { EventDraft } from "../events/write-events.ts";
import { postJournals } from "../ledger/post-journals.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import { lockBonuses, type Standing } from "./load-standing.ts";

/** A conversion that comes to something else, and what it stood at. */
export type Redecision = {
  readonly conversion: ConversionRow;
  readonly decision: Decision;
  readonly standing: Standing;
};

type Moves = { readonly journals: readonly Journal[]; readonly adjustments: readonly CommissionAdjustment[] };

/**
 * Writes newer decisions, ends the commissions of those before and begins the new ones, with their journals:
 * a constant number of statements, however many they are.
 */
export async function writeRedecisions(
  tx: Db,
  context: Context,
  {
    simulationId,
    closedBefore,
    redecided,
  }: {
    readonly simulationId: SimulationId;
    readonly closedBefore: Date | null;
    readonly redecided: readonly Redecision[];
  },
): Promise<void> {
  if (redecided.length === 0) return;
  const decided = redecided.map((each) => ({ ...each, again: againOf(each, simulationId) }));
  const journeys = journeyRows(context, decided);
  const rows = decisionRows(context, decided, journeys.ids);
  const moved = await movedBonuses(tx, context, { redecided, earned: rows.earned });
  const steps = redecided.map((each, index) => {
    const decisionId = rows.ids[index];
    assert(decisionId !== undefined, "each newer decision has an id");
    const begun = rows.earned.filter((commission) => commission.decisionId === decisionId);
    const bonuses = begun.flatMap((commission) => moved.get(bonusOf(commission)) ?? []);
    return stepOf(each, { decisionId, begun, bonuses, closedBefore });
  });
  await insertAll(tx, [...journeys.rows, ...rows.decisions]);
  await supersede(tx, context, steps);
  const adjustments = steps.flatMap((step) => step.adjustments.map((each) => adjustmentRow(context, each)));
  await insertAll(tx, [...rows.commissions, rowsOf(commissionAdjustments, adjustments)]);
  await setPayable(tx, context, rows.ids);
  await moveConversions(tx, context, redecided);
  await postJournals(
    tx,
    context,
    steps.flatMap(({ journals }) => journals),
  );
  await audit(
    tx,
    context,
    redecided.map(({ conversion, decision, standing }) => ({
      ...{ action: "conversion.decided_anew", subjectId: conversion.id },
      change: { from: standing.reason, to: decision.reason, revision: standing.revision + 1, simulationId },
    })),
    [
      ...redecided.map(
        ({ conversion }): EventDraft => ({ type: "conversion.decided_anew", subjectId: conversion.id }),
      ),
      ...steps
        .flatMap(({ ended }) => ended)
        .map(({ commission }): EventDraft => ({ type: "commission.superseded", subjectId: commission.id })),
      ...rows.earned.map(eventOfEarned),
    ],
  );
}

/** New commissions that begin as approved are payable by the NET terms of now, as any that is approved now. */
async function setPayable(tx: Db, { workspaceId }: Context, ids: readonly DecisionId[]): Promise<void> {
  await tx.execute(sql`
    update commissions set payable_at = commission_payable_at(workspace_id, affiliate_id, program_id, approved_at)
     where workspace_id = ${workspaceId} and decision_id = any (${sql.param([...ids])}::text[])
       and approved_at is not null`);
}

const againOf = (redecided: Redecision, simulationId: SimulationId) => ({
  ...{ revision: redecided.standing.revision + 1, simulationId },
  beginnings: beginningsOf(redecided),
});

/** Where each commission of a newer decision begins, in their order. */
export function beginningsOf({ conversion, decision, standing }: Redecision): readonly Beginning[] {
  const refunded = refundedPart(storedSale(conversion), standing.changes.map(storedChange));
  const isHeld = decision.score?.isHeld ?? false;
  return decision.commissions.map((each) =>
    beginCommission(each, { known: standing.commissions, refunded, isHeld }),
  );
}

const bonusOf = ({ affiliateId, bonusKey }: Pick<KnownCommission, "affiliateId" | "bonusKey">): string =>
  `${affiliateId} ${bonusKey}`;

/** Bonuses that are earned by an earlier sale now than before; the later one, which comes in its turn, loses it. */
async function movedBonuses(
  tx: Db,
  context: Context,
  {
    redecided,
    earned,
  }: { readonly redecided: readonly Redecision[]; readonly earned: readonly WrittenCommission[] },
): Promise<ReadonlyMap<string, readonly KnownCommission[]>> {
  const keys = [...new Set(earned.flatMap(({ bonusKey }) => bonusKey ?? []))];
  const own = redecided.map(({ conversion }) => conversion.id);
  return groupBy(await lockBonuses(tx, context, keys, own), bonusOf);
}

type Step = Moves & { readonly decisionId: DecisionId; readonly ended: readonly EndedCommission[] };

function stepOf(
  { standing }: Redecision,
  {
    decisionId,
    begun,
    bonuses,
    closedBefore,
  }: {
    readonly decisionId: DecisionId;
    readonly begun: readonly WrittenCommission[];
    readonly bonuses: readonly KnownCommission[];
    readonly closedBefore: Date | null;
  },
): Step {
  const stood = standing.commissions.filter(({ supersededFrom }) => supersededFrom === null);
  const ended = [...stood, ...bonuses].map(endCommission);
  const moves = [
    ...ended.map((each) => movesOfEnd(each, decisionId)),
    ...begun.map((each) => movesOfBeginning(each, decisionId)),
  ];
  // What is booked now changes the numbers of the month in which the earlier decision was booked, if that is closed.
  const isClosed = closedBefore !== null && standing.decidedAt < closedBefore;
  const journals = moves.flatMap((each) => each.journals);
  return {
    ...{ decisionId, ended },
    adjustments: moves.flatMap(({ adjustments }) => adjustments),
    journals: isClosed
      ? journals.map((journal) => ({ ...journal, occurredAtMs: standing.decidedAt.getTime() }))
      : journals,
  };
}

function movesOfEnd(
  { commission, endedMinor, carriedMinor }: EndedCommission,
  decisionId: DecisionId,
): Moves {
  const { id: commissionId, affiliateId, currency, status, fx } = commission;
  const isPending = status === "pending" || status === "held";
  const ofIt = { commissionId, affiliateId, currency, isPending };
  const carried: CommissionAdjustment = {
    ...{ ...ofIt, kind: "carried", amountMinor: carriedMinor, fx: fx ? rateRefs(fx) : {} },
    cause: { kind: "decision", id: decisionId },
  };
  const adjustments = carriedMinor === 0n ? [] : [carried];
  const superseded =
    endedMinor === 0n ? [] : [supersedeCommission({ ...ofIt, amountMinor: endedMinor, decisionId })];
  return { adjustments, journals: [...superseded, ...adjustments.map(adjustCommission)] };
}

function movesOfBeginning(commission: WrittenCommission, decisionId: DecisionId): Moves {
  const { id: commissionId, affiliateId, currency, amountMinor, fx, beginning } = commission;
  const { status, reducedMinor, isRefused } = beginning;
  if (isRefused) return { journals: [], adjustments: [] };
  const ofIt = { commissionId, affiliateId, currency };
  const reduced: CommissionAdjustment = {
    ...{ ...ofIt, kind: "unpaid", amountMinor: -reducedMinor, isPending: true, fx: fx ? rateRefs(fx) : {} },
    cause: { kind: "decision", id: decisionId },
  };
  const adjustments = reducedMinor === 0n ? [] : [reduced];
  const approved =
    status === "approved" ? [approveCommission({ ...ofIt, amountMinor: amountMinor - reducedMinor })] : [];
  return {
    adjustments,
    journals: [accrualOf(commission), ...adjustments.map(adjustCommission), ...approved],
  };
}

async function supersede(tx: Db, { workspaceId }: Context, steps: readonly Step[]): Promise<void> {
  const ended = steps.flatMap((step) =>
    step.ended.map(({ commission, status }) => ({
      ...{ id: commission.id, status, superseded_by: step.decisionId, superseded_from: commission.status },
    })),
  );
  if (ended.length === 0) return;
  await tx.execute(sql`
    update commissions
       set status = ended.status, superseded_by = ended.superseded_by, superseded_from = ended.superseded_from
      from json_to_recordset(${JSON.stringify(ended)}::json)
        as ended(id text, status commission_status, superseded_by text, superseded_from commission_status)
     where commissions.workspace_id = ${workspaceId} and commissions.id = ended.id`);
}

async function moveConversions(
  tx: Db,
  { workspaceId, now }: Context,
  redecided: readonly Redecision[],
): Promise<void> {
  const moved = redecided.map(({ conversion, decision: { reason } }) => ({
    ...{ id: conversion.id, reason, status: isAttributedReason(reason) ? "attributed" : "unattributed" },
  }));
  await tx.execute(sql`
    update conversions
       set status = moved.status, reason = moved.reason, decided_at = ${now.toISOString()}::timestamptz
      from json_to_recordset(${JSON.stringify(moved)}::json) as moved(id text, status conversion_status, reason text)
     where conversions.workspace_id = ${workspaceId} and conversions.id = moved.id`);
}
