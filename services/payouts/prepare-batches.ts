import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import { type PlannedPayout, planPayouts, type WaitingPayout } from "../../core/payout/plan-payouts.ts";
import { assert } from "../../core/shared/assert.ts";
import type { BatchId, PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import {
  affiliates,
  commissionAdjustments,
  commissions,
  payoutBatches,
  payoutMinimums,
} from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";

/** Most commissions one run claims; what does not fit waits for the next run. */
const COMMISSIONS_PER_RUN_MAX = 100_000;

/** What a run prepared, and what waits and why. */
export type PreparedBatches = {
  readonly batches: readonly BatchId[];
  readonly waiting: readonly WaitingPayout[];
};

/**
 * Turns approved commissions into one batch per currency, less what is carried, in one transaction.
 *
 * Safe to repeat (what is batched is no longer approved) and safe to run twice at once: the
 * commissions are locked in the order of their ids, so the second run waits and then finds none.
 */
export function preparePayoutBatches(
  context: Context,
  {
    currency,
    provider = "csv",
  }: { readonly currency?: Currency; readonly provider?: PayoutProviderName } = {},
): Promise<PreparedBatches> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    const claimed = await claimApproved(tx, context, currency);
    const carried = await claimCarried(tx, context, currency);
    const minimums = await minimumsOf(tx, context);
    const currencies = [...new Set([...claimed, ...carried].map((sum) => sum.currency))].sort();
    const batches: BatchId[] = [];
    const waiting: WaitingPayout[] = [];
    for (const each of currencies) {
      const plan = planPayouts(
        claimed.filter((commission) => commission.currency === each),
        minimums.get(each) ?? 0n,
        carried.filter((sum) => sum.currency === each),
      );
      waiting.push(...plan.waiting);
      if (plan.payouts.length > 0) {
        batches.push(await writeBatch(tx, context, { currency: each, provider }, plan.payouts));
      }
    }
    return { batches, waiting };
  });
}

function claimApproved(tx: Db, context: Context, currency: Currency | undefined) {
  return tx
    .select({
      id: commissions.id,
      affiliateId: commissions.affiliateId,
      currency: commissions.currency,
      amountMinor: sql<bigint>`${commissions.amountMinor} - ${commissions.reducedMinor}`.mapWith(
        commissions.amountMinor,
      ),
    })
    .from(commissions)
    .innerJoin(
      affiliates,
      and(
        eq(affiliates.workspaceId, commissions.workspaceId),
        eq(affiliates.id, commissions.affiliateId),
        eq(affiliates.status, "active"),
      ),
    )
    .where(
      and(
        eq(commissions.workspaceId, context.workspaceId),
        eq(commissions.status, "approved"),
        currency ? eq(commissions.currency, currency) : undefined,
      ),
    )
    .orderBy(asc(commissions.id))
    .limit(COMMISSIONS_PER_RUN_MAX)
    .for("update", { of: commissions });
}

/** What no payout has netted yet. It follows the lock of the commissions, so that no two runs take it. */
function claimCarried(tx: Db, context: Context, currency: Currency | undefined) {
  const { causeId, commissionId, affiliateId, amountMinor } = commissionAdjustments;
  return tx
    .select({ causeId, commissionId, affiliateId, currency: commissionAdjustments.currency, amountMinor })
    .from(commissionAdjustments)
    .innerJoin(
      affiliates,
      and(
        eq(affiliates.workspaceId, commissionAdjustments.workspaceId),
        eq(affiliates.id, affiliateId),
        eq(affiliates.status, "active"),
      ),
    )
    .where(
      and(
        eq(commissionAdjustments.workspaceId, context.workspaceId),
        eq(commissionAdjustments.kind, "carried"),
        isNull(commissionAdjustments.payoutId),
        currency ? eq(commissionAdjustments.currency, currency) : undefined,
      ),
    )
    .orderBy(asc(commissionId), asc(causeId))
    .limit(COMMISSIONS_PER_RUN_MAX)
    .for("update", { of: commissionAdjustments });
}

async function minimumsOf(tx: Db, context: Context): Promise<ReadonlyMap<Currency, bigint>> {
  const rows = await tx
    .select()
    .from(payoutMinimums)
    .where(eq(payoutMinimums.workspaceId, context.workspaceId));
  return new Map(rows.map((row) => [row.currency, row.minimumMinor]));
}

async function writeBatch(
  tx: Db,
  context: Context,
  { currency, provider }: { readonly currency: Currency; readonly provider: PayoutProviderName },
  planned: readonly PlannedPayout[],
): Promise<BatchId> {
  const nowMs = context.now.getTime();
  const batchId = newId("bat", nowMs);
  const totalMinor = planned.reduce((sum, payout) => sum + payout.amountMinor, 0n);
  await tx.insert(payoutBatches).values({
    workspaceId: context.workspaceId,
    id: batchId,
    currency,
    provider,
    totalMinor,
    payoutsCount: planned.length,
    preparedBy: context.actor,
  });
  const payoutsToWrite = planned.map((payout) => ({ ...payout, id: newId("pay", nowMs) }));
  await writePayouts(tx, context, { batchId, currency, payouts: payoutsToWrite });
  await netCarried(tx, context, payoutsToWrite);
  await audit(tx, context, [
    {
      action: "payout_batch.prepared",
      subjectId: batchId,
      change: { currency, total_minor: String(totalMinor), payouts: planned.length },
    },
  ]);
  return batchId;
}

type PayoutToWrite = PlannedPayout & { readonly id: PayoutId };

/** Writes payouts, their items and the commissions' new status: three statements, however many rows. */
async function writePayouts(
  tx: Db,
  context: Context,
  batch: {
    readonly batchId: BatchId;
    readonly currency: Currency;
    readonly payouts: readonly PayoutToWrite[];
  },
): Promise<void> {
  const planned = batch.payouts.map(({ id, affiliateId, amountMinor }) => ({
    ...{ id, affiliate_id: affiliateId, amount_minor: String(amountMinor) },
  }));
  await tx.execute(sql`
    insert into payouts (workspace_id, id, batch_id, affiliate_id, currency, amount_minor, recipient)
    select ${context.workspaceId}, planned.id, ${batch.batchId}, planned.affiliate_id, ${batch.currency},
           planned.amount_minor, jsonb_build_object('name', affiliates.name, 'email', affiliates.email)
      from jsonb_to_recordset(${JSON.stringify(planned)}::jsonb)
        as planned(id text, affiliate_id text, amount_minor bigint)
      join affiliates on affiliates.workspace_id = ${context.workspaceId} and affiliates.id = planned.affiliate_id`);
  const items = batch.payouts.flatMap(({ id, commissionIds }) =>
    commissionIds.map((commissionId) => ({ payout_id: id, commission_id: commissionId })),
  );
  const rows = sql`jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as item(payout_id text, commission_id text)`;
  await tx.execute(sql`
    insert into payout_items (workspace_id, payout_id, commission_id, amount_minor)
    select ${context.workspaceId}, item.payout_id, item.commission_id, commissions.amount_minor - commissions.reduced_minor
      from ${rows}
      join commissions on commissions.workspace_id = ${context.workspaceId} and commissions.id = item.commission_id`);
  const moved = await tx.execute(sql`
    update commissions set status = 'batched'
      from ${rows}
     where commissions.workspace_id = ${context.workspaceId} and commissions.id = item.commission_id
       and commissions.status = 'approved' returning commissions.id`);
  assert(
    (moved as unknown as { rows: unknown[] }).rows.length === items.length,
    "a claimed commission was not approved",
  );
}

/** Notes which payout netted what was carried. */
async function netCarried(tx: Db, context: Context, payouts: readonly PayoutToWrite[]): Promise<void> {
  const netted = payouts.flatMap(({ id, carried }) =>
    carried.map(({ causeId, commissionId }) => ({
      ...{ payout_id: id, cause_id: causeId, commission_id: commissionId },
    })),
  );
  if (netted.length === 0) return;
  const { rows } = (await tx.execute(sql`
    update commission_adjustments as adjustment set payout_id = netted.payout_id
      from jsonb_to_recordset(${JSON.stringify(netted)}::jsonb)
        as netted(payout_id text, cause_id text, commission_id text)
     where adjustment.workspace_id = ${context.workspaceId} and adjustment.cause_id = netted.cause_id
       and adjustment.commission_id = netted.commission_id and adjustment.kind = 'carried'
       and adjustment.payout_id is null
    returning adjustment.cause_id`)) as unknown as { rows: unknown[] };
  assert(rows.length === netted.length, "what is carried is netted once");
}
