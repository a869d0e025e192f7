import { and, asc, eq, sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { type PlannedPayout, planPayouts, type WaitingPayout } from "../../core/payout/plan-payouts.ts";
import { assert } from "../../core/shared/assert.ts";
import type { BatchId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, commissions, payoutBatches, payoutMinimums } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
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
 * Turns approved commissions into one batch per currency, in one transaction.
 *
 * Safe to repeat (what is batched is no longer approved) and safe to run twice at once: the
 * commissions are locked in the order of their ids, so the second run waits and then finds none.
 */
export function preparePayoutBatches(
  context: Context,
  { currency }: { readonly currency?: Currency } = {},
): Promise<PreparedBatches> {
  return transact(context, async (tx) => {
    const claimed = await claimApproved(tx, context, currency);
    const minimums = await minimumsOf(tx, context);
    const currencies = [...new Set(claimed.map((commission) => commission.currency))].sort();
    const batches: BatchId[] = [];
    const waiting: WaitingPayout[] = [];
    for (const each of currencies) {
      const plan = planPayouts(
        claimed.filter((commission) => commission.currency === each),
        minimums.get(each) ?? 0n,
      );
      waiting.push(...plan.waiting);
      if (plan.payouts.length > 0) batches.push(await writeBatch(tx, context, each, plan.payouts));
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
      amountMinor: commissions.amountMinor,
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
  currency: Currency,
  planned: readonly PlannedPayout[],
): Promise<BatchId> {
  const nowMs = context.now.getTime();
  const batchId = newId("bat", nowMs);
  const totalMinor = planned.reduce((sum, payout) => sum + payout.amountMinor, 0n);
  await tx.insert(payoutBatches).values({
    workspaceId: context.workspaceId,
    id: batchId,
    currency,
    provider: "csv",
    totalMinor,
    payoutsCount: planned.length,
    preparedBy: context.actor,
  });
  const items = planned.flatMap((payout) => {
    const payoutId = newId("pay", nowMs);
    return payout.commissionIds.map((commissionId) => ({
      payout_id: payoutId,
      affiliate_id: payout.affiliateId,
      commission_id: commissionId,
    }));
  });
  await writePayouts(tx, context, batchId, currency, items);
  await audit(tx, context, [
    {
      action: "payout_batch.prepared",
      subjectId: batchId,
      change: { currency, total_minor: String(totalMinor), payouts: planned.length },
    },
  ]);
  return batchId;
}

/** Writes payouts, their items and the commissions' new status: three statements, however many rows. */
async function writePayouts(
  tx: Db,
  context: Context,
  batchId: BatchId,
  currency: Currency,
  items: readonly { payout_id: string; affiliate_id: string; commission_id: string }[],
): Promise<void> {
  const rows = sql`jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
    as item(payout_id text, affiliate_id text, commission_id text)`;
  await tx.execute(sql`
    insert into payouts (workspace_id, id, batch_id, affiliate_id, currency, amount_minor, recipient)
    select ${context.workspaceId}, item.payout_id, ${batchId}, item.affiliate_id, ${currency},
           sum(commissions.amount_minor), jsonb_build_object('name', min(affiliates.name), 'email', min(affiliates.email))
      from ${rows}
      join commissions on commissions.workspace_id = ${context.workspaceId} and commissions.id = item.commission_id
      join affiliates on affiliates.workspace_id = ${context.workspaceId} and affiliates.id = item.affiliate_id
     group by item.payout_id, item.affiliate_id`);
  await tx.execute(sql`
    insert into payout_items (workspace_id, payout_id, commission_id, amount_minor)
    select ${context.workspaceId}, item.payout_id, item.commission_id, commissions.amount_minor
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
