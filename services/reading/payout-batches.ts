import { and, asc, count, desc, eq, inArray, lt, max, sql } from "drizzle-orm";
import type { BatchId } from "../../core/shared/id.ts";
import { payoutAttempts, payoutBatches, payoutItems, payouts } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** A batch as it is stored. */
export type PayoutBatchView = typeof payoutBatches.$inferSelect;

/** A payout of a batch and how many commissions it pays. */
export type PayoutView = typeof payouts.$inferSelect & { readonly commissionsCount: number };

/** What a list of batches is narrowed to. */
export type PayoutBatchFilter = { readonly status?: PayoutBatchView["status"] | undefined };

/** Payout batches of the workspace, newest first. */
export async function listPayoutBatches(
  context: Context,
  filter: PayoutBatchFilter,
  { limit, after }: PageRequest,
): Promise<Page<PayoutBatchView>> {
  const rows = await transact(context, (tx) =>
    tx
      .select()
      .from(payoutBatches)
      .where(
        and(
          eq(payoutBatches.workspaceId, context.workspaceId),
          filter.status ? eq(payoutBatches.status, filter.status) : undefined,
          after ? lt(payoutBatches.id, after as BatchId) : undefined,
        ),
      )
      .orderBy(desc(payoutBatches.id))
      .limit(limit + 1),
  );
  return cutPage(rows, limit, ({ id }) => id);
}

/** These batches of the workspace, in the order of their ids. */
export function findPayoutBatches(
  context: Context,
  ids: readonly BatchId[],
): Promise<readonly PayoutBatchView[]> {
  return transact(context, (tx) =>
    tx
      .select()
      .from(payoutBatches)
      .where(and(eq(payoutBatches.workspaceId, context.workspaceId), inArray(payoutBatches.id, [...ids])))
      .orderBy(asc(payoutBatches.id)),
  );
}

/** One batch of the workspace, or null. */
export async function findPayoutBatch(context: Context, id: BatchId): Promise<PayoutBatchView | null> {
  const [batch] = await findPayoutBatches(context, [id]);
  return batch ?? null;
}

/** One batch of the workspace with its first payouts in the order of their ids, or null. */
export function findPayoutBatchWithPayouts(
  context: Context,
  id: BatchId,
  payoutsMax: number,
): Promise<{ readonly batch: PayoutBatchView; readonly payouts: readonly PayoutView[] } | null> {
  const { workspaceId } = context;
  return transact(context, async (tx) => {
    const [batch] = await tx
      .select()
      .from(payoutBatches)
      .where(and(eq(payoutBatches.workspaceId, workspaceId), eq(payoutBatches.id, id)));
    if (!batch) return null;
    const items = tx
      .select({ commissionsCount: count().as("commissions_count") })
      .from(payoutItems)
      .where(and(eq(payoutItems.workspaceId, workspaceId), eq(payoutItems.payoutId, payouts.id)))
      .as("items");
    const rows = await tx
      .select({ payout: payouts, commissionsCount: items.commissionsCount })
      .from(payouts)
      .leftJoinLateral(items, sql`true`)
      .where(and(eq(payouts.workspaceId, workspaceId), eq(payouts.batchId, id)))
      .orderBy(asc(payouts.id))
      .limit(payoutsMax);
    return {
      batch,
      payouts: rows.map(({ payout, commissionsCount }) => ({
        ...payout,
        commissionsCount: commissionsCount ?? 0,
      })),
    };
  });
}

/** One of the files of a batch, and how many it has. */
export type BatchFile = { readonly name: string; readonly parts: number };

/**
 * A file that a provider made of a batch, or null: it has one for each key that it was handed over under, and so several
 * where it has more payouts than a file takes.
 *
 * @param part from 1, in the order of the payouts
 */
export async function findBatchFile(
  context: Context,
  { id, fileKey }: Pick<PayoutBatchView, "id" | "fileKey">,
  part: number,
): Promise<BatchFile | null> {
  if (fileKey === null) return null;
  const { workspaceId } = context;
  const keys = await transact(context, (tx) =>
    tx
      .select({ key: payoutAttempts.providerKey, name: max(payoutAttempts.reference) })
      .from(payoutAttempts)
      .where(and(eq(payoutAttempts.workspaceId, workspaceId), eq(payoutAttempts.batchId, id)))
      .groupBy(payoutAttempts.providerKey),
  );
  const isWhole = keys.every(({ key }) => key === id);
  const name = isWhole ? fileKey : (keys.find(({ key }) => key === `${id}-${part}`)?.name ?? null);
  if (name === null || (isWhole && part > 1)) return null;
  return { name, parts: Math.max(1, keys.length) };
}
