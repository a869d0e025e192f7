import { and, eq, sql } from "drizzle-orm";
import type { AppliedChange, applyChanges, SoldCommission } from "../../core/commission/apply-changes.ts";
import type { ChangeKind } from "../../core/commission/refund.ts";
import {
  type AdjustmentCause,
  adjustCommission,
  type CommissionAdjustment,
} from "../../core/ledger/postings.ts";
import { rateRefs } from "../../core/money/commission-fx.ts";
import { assert } from "../../core/shared/assert.ts";
import type { ChangeId, CommissionId, DisputeId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissionAdjustments, type commissions, conversions } from "../../db/schema/index.ts";
import type { EventDraft } from "../events/write-events.ts";
import { postJournals } from "../ledger/post-journals.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";

export type CommissionRow = typeof commissions.$inferSelect;

/** What changes come to, and the rows they change. */
export type Applied = {
  readonly conversion: typeof conversions.$inferSelect;
  readonly rows: readonly CommissionRow[];
  readonly outcome: ReturnType<typeof applyChanges>;
  /** What each change of the conversion is. */
  readonly kinds: ReadonlyMap<ChangeId, ChangeKind>;
};

/** Writes what changes come to: one statement for each table, however many changes and commissions. */
export async function writeApplied(
  tx: Db,
  context: Context,
  { conversion, rows, outcome, kinds }: Applied,
): Promise<void> {
  const adjustments = outcome.applied.flatMap((change) => adjustmentsOf(change, rows));
  await moveChanges(tx, context, outcome.applied);
  await tx
    .update(conversions)
    .set({ refundedMinor: outcome.refundedMinor })
    .where(and(eq(conversions.workspaceId, context.workspaceId), eq(conversions.id, conversion.id)));
  if (adjustments.length > 0) {
    await moveCommissions(tx, context, outcome.commissions);
    await tx
      .insert(commissionAdjustments)
      .values(adjustments.map((adjustment) => adjustmentRow(context, adjustment)));
    await postJournals(tx, context, adjustments.map(adjustCommission));
  }
  await audit(
    tx,
    context,
    outcome.applied.map(({ id, problem, refundedMinor, adjustments: made }) => ({
      action: problem === null ? "conversion_change.applied" : "conversion_change.refused",
      subjectId: id,
      change: {
        conversionId: conversion.id,
        refundedMinor: String(refundedMinor),
        ...(problem === null ? { commissions: made.length } : { problem }),
      },
    })),
    [
      ...outcome.applied
        .filter(({ problem }) => problem === null)
        .flatMap((change) => eventsOf(change, kinds)),
      ...eventsOfMoved(outcome, rows),
    ],
  );
}

const TYPES = {
  refund: "conversion.refunded",
  cancel: "conversion.cancelled",
  chargeback: "conversion.charged_back",
  chargeback_won: "conversion.chargeback_won",
} as const satisfies Record<ChangeKind, EventDraft["type"]>;

function eventsOf({ id }: AppliedChange, kinds: Applied["kinds"]): readonly EventDraft[] {
  const kind = kinds.get(id);
  return kind === undefined ? [] : [{ type: TYPES[kind], subjectId: id }];
}

/** That commissions were taken back whole, or come to other sums now: what was paid is carried and stays as it stood. */
function eventsOfMoved(
  { applied, commissions: standings }: Applied["outcome"],
  rows: readonly CommissionRow[],
): readonly EventDraft[] {
  const moved = new Set(applied.flatMap(({ adjustments }) => adjustments.map((each) => each.commissionId)));
  return standings
    .filter(({ id }) => moved.has(id))
    .map(({ id, status: to }) => {
      const from = rows.find((row) => row.id === id)?.status;
      const isReversed = to === "reversed" && from !== "reversed";
      const change = { from, to };
      return { type: isReversed ? "commission.reversed" : "commission.reduced", subjectId: id, change };
    });
}

/** The row of what was taken of a commission, or given back to it. */
export function adjustmentRow(
  { workspaceId }: Context,
  { cause, commissionId, kind, affiliateId, currency, amountMinor }: CommissionAdjustment,
): typeof commissionAdjustments.$inferInsert {
  return { workspaceId, ...causeColumn(cause), commissionId, kind, affiliateId, currency, amountMinor };
}

/** The column of a cause; whether a dispute gave or took back is told by the sum. */
function causeColumn(cause: AdjustmentCause) {
  switch (cause.kind) {
    case "change":
      return { changeId: cause.id };
    case "decision":
      return { decisionId: cause.id };
    case "dispute":
      return { disputeId: cause.id.replace(/:back$/, "") as DisputeId };
  }
}

/** Each movement of money of a change, by commission and kind. */
function adjustmentsOf(
  { id: changeId, adjustments }: AppliedChange,
  rows: readonly CommissionRow[],
): readonly CommissionAdjustment[] {
  return adjustments.flatMap(({ commissionId, before, unpaidMinor, carriedMinor }) => {
    const row = rows.find(({ id }) => id === commissionId);
    assert(row !== undefined, "an adjusted commission is one of the sale");
    const from = before.reversedFrom ?? before.status;
    const { affiliateId, currency, fx } = row;
    const parts = {
      ...{ commissionId, affiliateId, currency, isPending: from === "pending" || from === "held" },
      cause: { kind: "change" as const, id: changeId },
      fx: fx ? rateRefs(fx) : {},
    };
    return [
      { ...parts, kind: "unpaid" as const, amountMinor: unpaidMinor },
      { ...parts, kind: "carried" as const, amountMinor: carriedMinor },
    ].filter(({ amountMinor }) => amountMinor !== 0n);
  });
}

async function moveChanges(
  tx: Db,
  { workspaceId, now }: Context,
  applied: readonly AppliedChange[],
): Promise<void> {
  const moved = applied.map(({ id, problem, refundedMinor }) => ({
    ...{ id, problem, status: problem === null ? "applied" : "refused" },
    refunded_minor: String(refundedMinor),
  }));
  await tx.execute(sql`
    update conversion_changes as change
       set status = moved.status, problem = moved.problem, refunded_minor = moved.refunded_minor,
           applied_at = ${now.toISOString()}::timestamptz, written_at = ledger_instant()
      from json_to_recordset(${JSON.stringify(moved)}::json)
        as moved(id text, status change_status, problem text, refunded_minor bigint)
     where change.workspace_id = ${workspaceId} and change.id = moved.id and change.status = 'parked'`);
}

async function moveCommissions(
  tx: Db,
  { workspaceId }: Context,
  standings: readonly SoldCommission[],
): Promise<void> {
  const moved: readonly { readonly id: CommissionId }[] = standings.map(
    ({ id, status, reversedFrom, reducedMinor }) => ({
      ...{ id, status, reversed_from: reversedFrom, reduced_minor: String(reducedMinor) },
    }),
  );
  await tx.execute(sql`
    update commissions
       set status = moved.status, reversed_from = moved.reversed_from, reduced_minor = moved.reduced_minor
      from json_to_recordset(${JSON.stringify(moved)}::json)
        as moved(id text, status commission_status, reversed_from commission_status, reduced_minor bigint)
     where commissions.workspace_id = ${workspaceId} and commissions.id = moved.id`);
}
