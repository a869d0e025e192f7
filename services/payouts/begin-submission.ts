import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { type IllegalBatchMove, moveBatch } from "../../core/payout/lifecycle.ts";
import type { PayoutMethod } from "../../core/payout/method.ts";
import type { PayoutStatus } from "../../core/payout/payout-lifecycle.ts";
import type { BatchId, PayoutMethodId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { payoutAttempts, payouts } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { postPayoutJournals } from "../ledger/post-payout-journals.ts";
import { openPayoutMethods } from "../payout-methods/open-methods.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import { type BatchRow, lockBatch, updateBatch } from "./load-batch.ts";
import type { PayoutRow } from "./move-payouts.ts";
import type { OrderedPayout, PayoutOrder, Recipient } from "./provider.ts";

/** Payouts of one key, with a call of the provider written down that is about to be made for them. */
export type Submission = {
  readonly providerKey: string;
  readonly attempt: number;
  /** Attempts for the same key that were under way when this one began. */
  readonly besides: readonly number[];
  readonly order: PayoutOrder;
  /** Those of the order that may not have reached the provider; the others are only looked up. */
  readonly unsure: PayoutOrder["payouts"];
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

/** Payouts whose end is not known. Only those that may not have reached the provider are submitted again. */
const OPEN: readonly PayoutStatus[] = ["submitting", "unknown", "submitted", "needs_review"];
const UNSURE: readonly PayoutStatus[] = ["submitting", "unknown"];

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
  return ok(await writeAttempts(tx, context, batch, { isResumed, methodKeys: means.methodKeys }));
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

async function writeAttempts(
  tx: Db,
  context: Context,
  batch: BatchRow,
  { isResumed, methodKeys }: Pick<Submission, "isResumed"> & Pick<SubmissionMeans, "methodKeys">,
): Promise<readonly Submission[]> {
  const rows = await loadPayouts(tx, context, batch.id, OPEN);
  const methods = await openMethods(tx, context, rows, methodKeys);
  const orderedPayout = (row: PayoutRow) => orderedPayoutOf(row, methods);
  const earlier = await tx
    .select({
      attempt: payoutAttempts.attempt,
      key: payoutAttempts.providerKey,
      reference: payoutAttempts.reference,
      isOpen: sql<boolean>`${payoutAttempts.finishedAt} is null and ${payoutAttempts.startedAt} > ${new Date(context.now.getTime() - CALL_MS_MAX)}`,
    })
    .from(payoutAttempts)
    .where(and(eq(payoutAttempts.workspaceId, context.workspaceId), eq(payoutAttempts.batchId, batch.id)))
    .orderBy(asc(payoutAttempts.attempt));
  const keys = [...new Set(rows.map(({ providerKey }) => providerKey ?? batch.id))];
  const submissions = keys.map((providerKey, index): Submission => {
    const ofKey = rows.filter((row) => (row.providerKey ?? batch.id) === providerKey);
    const before = earlier.filter(({ key }) => key === providerKey);
    const told = before.filter(({ reference }) => reference !== null);
    return {
      ...{ providerKey, isResumed, attempt: earlier.length + index + 1 },
      besides: before.filter(({ isOpen }) => isOpen).map(({ attempt }) => attempt),
      order: {
        ...{ batchId: batch.id, currency: batch.currency, orderedAt: batch.submittedAt ?? context.now },
        payouts: ofKey.map(orderedPayout),
      },
      unsure: ofKey.filter(({ status }) => UNSURE.includes(status)).map(orderedPayout),
      reference: told.at(-1)?.reference ?? null,
    };
  });
  if (submissions.length === 0) return [];
  await tx.insert(payoutAttempts).values(
    submissions.map(({ providerKey, attempt, order }) => ({
      ...{ workspaceId: context.workspaceId, batchId: batch.id, provider: batch.provider },
      ...{ providerKey, attempt, fingerprint: fingerprintOf(withoutMethods(order)), startedAt: context.now },
    })),
  );
  return submissions;
}

/** An order without what is sealed: an account number is short enough to be guessed by its hash. */
function withoutMethods({ payouts: ordered, ...order }: PayoutOrder): PayoutOrder {
  return {
    ...order,
    payouts: ordered.map(({ recipient: { name, email }, ...payout }) => ({
      ...payout,
      recipient: { name, email },
    })),
  };
}

/** The methods that payouts are frozen to, opened for the order alone. */
async function openMethods(
  tx: Db,
  context: Context,
  rows: readonly PayoutRow[],
  keys: EnvelopeKeys | null,
): Promise<ReadonlyMap<PayoutMethodId, PayoutMethod>> {
  const ids = rows.flatMap(({ payoutMethodId }) => payoutMethodId ?? []);
  if (ids.length === 0) return new Map();
  if (keys === null) throw new Error("what payouts are frozen to needs keys to be opened");
  return openPayoutMethods(tx, context, keys, ids);
}

function orderedPayoutOf(
  { id, affiliateId, recipient, amountMinor, payoutMethodId }: PayoutRow,
  methods: ReadonlyMap<PayoutMethodId, PayoutMethod>,
): OrderedPayout {
  const method = payoutMethodId === null ? undefined : methods.get(payoutMethodId);
  return {
    ...{ id, affiliateId, amountMinor },
    recipient: { ...(recipient as Recipient), ...(method ? { method } : {}) },
  };
}

function loadPayouts(tx: Db, context: Context, batchId: BatchId, statuses: readonly PayoutStatus[]) {
  return tx
    .select()
    .from(payouts)
    .where(
      and(
        eq(payouts.workspaceId, context.workspaceId),
        eq(payouts.batchId, batchId),
        inArray(payouts.status, [...statuses]),
      ),
    )
    .orderBy(asc(payouts.id));
}
