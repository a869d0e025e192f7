import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Journal } from "../../core/ledger/journal.ts";
import { settlePayout, submitPayout } from "../../core/ledger/postings.ts";
import { type IllegalBatchMove, moveBatch } from "../../core/payout/lifecycle.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import type { BatchId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { payoutAttempts, payouts } from "../../db/schema/index.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { postJournals } from "../ledger/post-journals.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { type BatchRow, lockBatch, updateBatch } from "./load-batch.ts";
import type { OrderReport, PayoutOrder, PayoutProvider, Recipient } from "./provider.ts";

/** Why a batch was not executed. */
export type ExecuteBatchProblem = { readonly code: "not_found" } | IllegalBatchMove;

/**
 * Executes an approved batch: writes the attempt, moves the money payable -> clearing and commits;
 * then calls the provider; then moves clearing -> paid out.
 *
 * Safe to repeat and to run twice at once. After a crash between any two steps the batch is
 * `submitting`, and the next call asks the provider what became of the key before it submits again
 * under the same key. A throw means the outcome is not known yet: call again.
 */
export async function executeBatch(
  context: Context,
  batchId: BatchId,
  provider: PayoutProvider,
): Promise<Result<"paid" | "unchanged", ExecuteBatchProblem>> {
  const begun = await transact(context, (tx) => beginSubmission(tx, context, batchId));
  if (!begun.ok) return begun;
  if (begun.value === null) return ok("unchanged");
  const { order, isResumed } = begun.value;
  const earlier = isResumed ? await provider.lookUp(batchId, order, null) : null;
  const isKnown = earlier !== null && earlier.payouts.size > 0;
  const report = isKnown ? earlier : await provider.submit(batchId, order);
  const isPaid = order.payouts.every(({ id }) => report.payouts.get(id)?.status === "paid");
  if (!isPaid) throw new Error(`the provider has not paid all of ${batchId} yet`);
  return ok(await transact(context, (tx) => settleBatch(tx, context, order, report)));
}

type Begun = { readonly order: PayoutOrder; readonly isResumed: boolean };

/** Null means there is nothing left to do. */
async function beginSubmission(
  tx: Db,
  context: Context,
  batchId: BatchId,
): Promise<Result<Begun | null, ExecuteBatchProblem>> {
  const batch = await lockBatch(tx, context, batchId);
  if (!batch) return fail({ code: "not_found" });
  if (batch.status === "paid") return ok(null);
  const move = moveBatch(batch.status, "submitting");
  if (!move.ok) return move;
  const order = await loadOrder(tx, context, batch);
  await writeAttempt(tx, context, order);
  if (move.value === "unchanged") return ok({ order, isResumed: true });
  await updateBatch(tx, context, batchId, { status: "submitting", submittedAt: context.now });
  await postJournals(tx, context, journalsOf(order, submitPayout));
  await audit(tx, context, [
    {
      action: "payout_batch.submitting",
      subjectId: batchId,
      change: { from: batch.status, to: "submitting" },
    },
  ]);
  return ok({ order, isResumed: false });
}

async function settleBatch(
  tx: Db,
  context: Context,
  order: PayoutOrder,
  report: OrderReport,
): Promise<"paid" | "unchanged"> {
  const { batchId } = order;
  const batch = await lockBatch(tx, context, batchId);
  if (batch?.status !== "submitting") return "unchanged";
  await postJournals(tx, context, journalsOf(order, settlePayout));
  await tx.execute(sql`
    update commissions set status = 'paid'
      from payout_items, payouts
     where payouts.workspace_id = ${context.workspaceId} and payouts.batch_id = ${batchId}
       and payout_items.workspace_id = payouts.workspace_id and payout_items.payout_id = payouts.id
       and payout_items.is_live
       and commissions.workspace_id = payouts.workspace_id and commissions.id = payout_items.commission_id
       and commissions.status = 'batched'`);
  await updateBatch(tx, context, batchId, {
    status: "paid",
    paidAt: context.now,
    fileKey: report.reference,
  });
  await tx
    .update(payoutAttempts)
    .set({ outcome: "settled", finishedAt: context.now })
    .where(
      and(
        eq(payoutAttempts.workspaceId, context.workspaceId),
        eq(payoutAttempts.batchId, batchId),
        sql`${payoutAttempts.outcome} is null`,
      ),
    );
  await audit(tx, context, [
    {
      action: "payout_batch.paid",
      subjectId: batchId,
      change: { from: "submitting", to: "paid", reference: report.reference },
    },
  ]);
  return "paid";
}

async function loadOrder(tx: Db, context: Context, batch: BatchRow): Promise<PayoutOrder> {
  const rows = await tx
    .select()
    .from(payouts)
    .where(and(eq(payouts.workspaceId, context.workspaceId), eq(payouts.batchId, batch.id)))
    .orderBy(asc(payouts.id));
  return {
    batchId: batch.id,
    currency: batch.currency,
    orderedAt: batch.submittedAt ?? context.now,
    payouts: rows.map((row) => ({
      id: row.id,
      affiliateId: row.affiliateId,
      recipient: row.recipient as Recipient,
      amountMinor: row.amountMinor,
    })),
  };
}

async function writeAttempt(tx: Db, context: Context, order: PayoutOrder): Promise<void> {
  const [last] = await tx
    .select({ attempt: payoutAttempts.attempt })
    .from(payoutAttempts)
    .where(
      and(eq(payoutAttempts.workspaceId, context.workspaceId), eq(payoutAttempts.batchId, order.batchId)),
    )
    .orderBy(desc(payoutAttempts.attempt))
    .limit(1);
  await tx.insert(payoutAttempts).values({
    workspaceId: context.workspaceId,
    batchId: order.batchId,
    attempt: (last?.attempt ?? 0) + 1,
    provider: "csv",
    providerKey: order.batchId,
    fingerprint: sha256Hex(canonicalJson(order)),
    startedAt: context.now,
  });
}

function journalsOf(
  { payouts: paid, currency }: PayoutOrder,
  posting: typeof submitPayout | typeof settlePayout,
): readonly Journal[] {
  return paid.map(({ id, affiliateId, amountMinor }) =>
    posting({ payoutId: id, affiliateId, currency, amountMinor }),
  );
}
