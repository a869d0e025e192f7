import { and, asc, eq, sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { type IllegalBatchMove, moveBatch } from "../../core/payout/lifecycle.ts";
import type { BatchId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { payoutAttempts } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { postPayoutJournals } from "../ledger/post-payout-journals.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import { type BatchRow, lockBatch, updateBatch } from "./load-batch.ts";

/** A call of the provider that is about to be made for the payouts of one key, and is written down. */
export type Submission = {
  readonly batchId: BatchId;
  readonly currency: Currency;
  /** When its payouts were first submitted. */
  readonly orderedAt: Date;
  readonly providerKey: string;
  readonly attempt: number;
  /** Attempts for the same key that were under way when this one began. */
  readonly besides: readonly number[];
  /** True if an earlier call may have reached it. */
  readonly isResumed: boolean;
  /** What finds the order as a whole there, where an earlier call told. */
  readonly reference: string | null;
};

/** What a batch is begun with beside its provider. */
export type SubmissionMeans = {
  /** The account it is paid from, null where the provider has none. A batch stays with the one it was begun with. */
  readonly account: string | null;
  /** What opens the methods that its payouts are frozen to; null where none has one. */
  readonly methodKeys: EnvelopeKeys | null;
};

/** Why a batch is not submitted. */
export type BeginProblem = { readonly code: "not_found" } | IllegalBatchMove;

/** A call that began longer ago has ended, whether or not it could say so: no run lasts that long. */
export const CALL_MS_MAX = 1_200_000;

/**
 * Makes an approved batch ready for its provider, inside the transaction: each payout gets the key it is handed over
 * under, its money moves payable -> clearing, and the calls are written down. Of a batch that was begun before it
 * gives what is open. None if nothing is.
 */
export async function beginSubmission(
  tx: Db,
  context: Context,
  batchId: BatchId,
  payoutsPerOrderMax: number,
  means: SubmissionMeans,
): Promise<Result<readonly Submission[], BeginProblem>> {
  await lockLedger(tx, context);
  const batch = await lockBatch(tx, context, batchId);
  if (!batch) return fail({ code: "not_found" });
  if (batch.status === "paid" || batch.status === "failed") return ok([]);
  const isResumed = batch.status !== "approved";
  if (!isResumed) await handOver(tx, context, batch, payoutsPerOrderMax, means.account);
  else if (batch.status === "prepared" || batch.status === "cancelled") {
    const move = moveBatch(batch.status, "submitting");
    if (!move.ok) return move;
  }
  // Another account was never asked for it, and would pay it a second time.
  else if (batch.accountIdentity !== means.account) throw new Error(`${batch.id} is with another account`);
  return ok(await writeAttempts(tx, context, batch, isResumed));
}

async function handOver(
  tx: Db,
  context: Context,
  batch: BatchRow,
  ordersOf: number,
  accountIdentity: string | null,
): Promise<void> {
  const { workspaceId } = context;
  // By their place in the table: whatever the planner knows of it, each row is found at once.
  await tx.execute(sql`
    with numbered as materialized (
      select ctid as place, (row_number() over (order by id) - 1) / ${ordersOf}::int + 1 as number
        from payouts where workspace_id = ${workspaceId} and batch_id = ${batch.id} and status = 'prepared')
    update payouts set status = 'submitting', submitted_at = ${context.now.toISOString()},
           provider_key = concat(${batch.id}::text, case when ${batch.payoutsCount > ordersOf} then concat('-', numbered.number) end)
      from numbered where payouts.ctid = numbered.place and payouts.workspace_id = ${workspaceId}`);
  await updateBatch(tx, context, batch.id, {
    ...{ status: "submitting", submittedAt: context.now, accountIdentity },
  });
  const handedOver = sql`
    select id from payouts where workspace_id = ${workspaceId} and batch_id = ${batch.id} and status = 'submitting'`;
  await postPayoutJournals(tx, context, "submitted", handedOver);
  await audit(tx, context, [
    {
      action: "payout_batch.submitting",
      subjectId: batch.id,
      change: { from: batch.status, to: "submitting" },
    },
  ]);
}

/**
 * Writes a call down for each key under which something is open, in the order of its payouts. What they are asked for is
 * counted and hashed in the database, and loaded when its turn comes.
 */
async function writeAttempts(
  tx: Db,
  context: Context,
  batch: BatchRow,
  isResumed: boolean,
): Promise<readonly Submission[]> {
  const earlier = await loadAttempts(tx, context, batch.id);
  const keys = await hashOpenKeys(tx, context, batch);
  const submissions = keys.map(({ provider_key: providerKey }, index): Submission => {
    const before = earlier.filter(({ key }) => key === providerKey);
    const told = before.filter(({ reference }) => reference !== null);
    return {
      ...{ batchId: batch.id, currency: batch.currency, orderedAt: batch.submittedAt ?? context.now },
      ...{ providerKey, isResumed, attempt: earlier.length + index + 1 },
      besides: before.filter(({ isOpen }) => isOpen).map(({ attempt }) => attempt),
      reference: told.at(-1)?.reference ?? null,
    };
  });
  if (submissions.length === 0) return [];
  await tx.insert(payoutAttempts).values(
    submissions.map(({ providerKey, attempt }, index) => ({
      ...{ workspaceId: context.workspaceId, batchId: batch.id, provider: batch.provider },
      ...{ providerKey, attempt, fingerprint: keys[index]?.fingerprint ?? "", startedAt: context.now },
    })),
  );
  return submissions;
}

function loadAttempts(tx: Db, context: Context, batchId: BatchId) {
  const since = new Date(context.now.getTime() - CALL_MS_MAX);
  return tx
    .select({
      attempt: payoutAttempts.attempt,
      key: payoutAttempts.providerKey,
      reference: payoutAttempts.reference,
      isOpen: sql<boolean>`${payoutAttempts.finishedAt} is null and ${payoutAttempts.startedAt} > ${since}`,
    })
    .from(payoutAttempts)
    .where(and(eq(payoutAttempts.workspaceId, context.workspaceId), eq(payoutAttempts.batchId, batchId)))
    .orderBy(asc(payoutAttempts.attempt));
}

/**
 * The keys under which something is open, and the SHA-256 of amounts and recipients of each: without the methods, since an
 * account number is short enough to be guessed by its hash.
 */
async function hashOpenKeys(
  tx: Db,
  { workspaceId }: Context,
  batch: BatchRow,
): Promise<readonly { provider_key: string; fingerprint: string }[]> {
  const { rows } = (await tx.execute(sql`
    select provider_key,
           encode(sha256(convert_to(concat(${batch.id}::text, ' ', ${batch.currency}::text, ' ',
             string_agg(jsonb_build_array(id, affiliate_id, amount_minor::text, recipient)::text, ',' order by id)),
             'UTF8')), 'hex') as fingerprint
      from payouts
     where workspace_id = ${workspaceId} and batch_id = ${batch.id}
       and status in ('submitting', 'unknown', 'submitted', 'needs_review')
     group by provider_key order by min(id)`)) as unknown as {
    rows: { provider_key: string; fingerprint: string }[];
  };
  return rows;
}
