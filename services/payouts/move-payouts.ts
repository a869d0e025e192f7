import { and, eq, sql } from "drizzle-orm";
import { isEventType } from "../../core/events/catalogue.ts";
import { moveBatch } from "../../core/payout/lifecycle.ts";
import { batchStatusOf, mayMovePayout, type PayoutStatus } from "../../core/payout/payout-lifecycle.ts";
import { firstReturnCheckMs } from "../../core/payout/returns.ts";
import { assert } from "../../core/shared/assert.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { payouts } from "../../db/schema/index.ts";
import { takeBackAwards } from "../disputes/take-back.ts";
import type { EventDraft } from "../events/write-events.ts";
import { postPayoutJournals } from "../ledger/post-payout-journals.ts";
import { type AuditEvent, audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import { bookExchanges } from "./book-exchanges.ts";
import { freeClaims } from "./free-claims.ts";
import { type BatchRow, updateBatch } from "./load-batch.ts";

/** A payout as it is stored. */
export type PayoutRow = typeof payouts.$inferSelect;

/** What becomes of one payout of a batch. */
export type PayoutMove = {
  readonly payout: PayoutRow;
  readonly to: PayoutStatus;
  readonly reference: string | null;
  /** Why it failed, came back or needs a person. */
  readonly reason: string | null;
  /** When it happened. */
  readonly at: Date;
  /** Who says so, where that is a person and not the provider. */
  readonly resolvedBy?: string;
};

/**
 * Moves payouts of a batch that was handed over, with their money and their commissions, and the batch after
 * them, inside the transaction that holds the ledger and the batch. What is legal was judged before.
 */
export async function movePayouts(
  tx: Db,
  context: Context,
  batch: BatchRow,
  moves: readonly PayoutMove[],
): Promise<void> {
  if (moves.length === 0) return;
  await writeStatuses(tx, context, batch, moves);
  const moved = (status: PayoutStatus) => moves.filter(({ to }) => to === status).map(({ payout }) => payout);
  for (const effect of ["paid", "failed", "returned"] as const) {
    const ids = moved(effect).map(({ id }) => id);
    if (ids.length > 0) await postPayoutJournals(tx, context, effect, idsIn(ids));
  }
  const paid = moved("paid").map(({ id }) => id);
  const returned = moved("returned").map(({ id }) => id);
  await bookExchanges(tx, context, "exchanged", paid);
  await bookExchanges(tx, context, "exchange_returned", returned);
  await payCommissions(tx, context, paid);
  await freeClaims(tx, context, [...moved("failed").map(({ id }) => id), ...returned]);
  await takeBackAwards(tx, context, returned);
  await moveBatchAfter(tx, context, batch, moves);
}

/** Ids as a query, in one parameter however many there are. */
const idsIn = (ids: readonly PayoutId[]) =>
  sql`select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as id`;

/**
 * After which instant that a payout was paid contradicts that it failed; null where it did not. It always does where
 * a person said that it failed and not the provider.
 */
export function endedAtMsOf({ resolvedBy, endedAt }: PayoutRow): number | null {
  if (endedAt === null) return null;
  return resolvedBy === null ? endedAt.getTime() : 0;
}

async function writeStatuses(
  tx: Db,
  { workspaceId }: Context,
  { provider }: BatchRow,
  moves: readonly PayoutMove[],
): Promise<void> {
  const rows = moves.map(({ payout, to, reference, reason, at, resolvedBy = null }) => {
    assert(mayMovePayout(payout.status, to), `a payout does not move from ${payout.status} to ${to}`);
    const dueMs = to === "paid" ? firstReturnCheckMs(provider, at.getTime()) : null;
    const dueAt = dueMs === null ? null : new Date(dueMs).toISOString();
    return {
      id: payout.id,
      from: payout.status,
      to,
      reference,
      reason,
      at: at.toISOString(),
      resolvedBy,
      dueAt,
    };
  });
  const { rows: written } = (await tx.execute(sql`
    update payouts set status = move."to"::payout_status, reason = move.reason,
           reference = coalesce(move.reference, payouts.reference),
           paid_at = case when move."to" = 'paid' then move.at else payouts.paid_at end,
           ended_at = case when move."to" in ('failed', 'returned') then move.at end,
           resolved_by = move."resolvedBy",
           return_due_at = case when coalesce(move.reference, payouts.reference) is not null then move."dueAt" end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as move(id text, "from" text, "to" text, reference text, reason text, at timestamptz,
                "resolvedBy" text, "dueAt" timestamptz)
     where payouts.workspace_id = ${workspaceId} and payouts.id = move.id
       and payouts.status = move."from"::payout_status
    returning payouts.id`)) as unknown as { rows: unknown[] };
  assert(written.length === moves.length, "a payout moves from where it was seen");
}

async function payCommissions(tx: Db, { workspaceId }: Context, ids: readonly PayoutId[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    update commissions set status = 'paid'
      from payout_items as item
     where item.workspace_id = ${workspaceId} and item.is_live
       and item.payout_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
       and commissions.workspace_id = item.workspace_id and commissions.id = item.commission_id
       and commissions.status = 'batched'`);
}

/** Brings the batch to where its payouts are, and writes what happened to it and to whom it went wrong. */
async function moveBatchAfter(
  tx: Db,
  context: Context,
  batch: BatchRow,
  moves: readonly PayoutMove[],
): Promise<void> {
  const rows = await tx
    .selectDistinct({ status: payouts.status })
    .from(payouts)
    .where(and(eq(payouts.workspaceId, context.workspaceId), eq(payouts.batchId, batch.id)));
  const to = batchStatusOf(new Set(rows.map(({ status }) => status)));
  const move = moveBatch(batch.status, to);
  assert(move.ok, `a batch does not move from ${batch.status} to ${to}`);
  if (move.value === "moved") {
    await updateBatch(tx, context, batch.id, {
      status: to,
      ...(to === "paid" ? { paidAt: context.now } : {}),
    });
  }
  const wrong = moves.filter(wentWrong);
  await audit(
    tx,
    context,
    [
      {
        action: move.value === "moved" ? `payout_batch.${to}` : "payout_batch.reported",
        subjectId: batch.id,
        change: { from: batch.status, to, payouts: countOf(moves) },
      },
      ...wrong.map(
        ({ payout, to: status, reference, reason }): AuditEvent => ({
          ...{ action: `payout.${status}`, subjectId: payout.id },
          change: { from: payout.status, to: status, reference, reason },
        }),
      ),
    ],
    moves.flatMap(eventOf),
  );
}

function wentWrong(
  move: PayoutMove,
): move is PayoutMove & { readonly to: "failed" | "returned" | "needs_review" } {
  return ["failed", "returned", "needs_review"].includes(move.to);
}

/** What of a payout is told to others: how it ended, or that nobody knows. */
function eventOf({ payout, to }: PayoutMove): readonly EventDraft[] {
  const type = `payout.${to}`;
  return isEventType(type) ? [{ type, subjectId: payout.id, change: { from: payout.status, to } }] : [];
}

function countOf(moves: readonly PayoutMove[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { to } of moves) counts[to] = (counts[to] ?? 0) + 1;
  return counts;
}
