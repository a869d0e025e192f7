import { and, eq } from "drizzle-orm";
import type { BatchId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { payoutBatches } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

export type BatchRow = typeof payoutBatches.$inferSelect;

/** Loads a batch of the context's workspace and locks it until the transaction ends, or null. */
export async function lockBatch(tx: Db, context: Context, batchId: BatchId): Promise<BatchRow | null> {
  const [row] = await tx
    .select()
    .from(payoutBatches)
    .where(and(eq(payoutBatches.workspaceId, context.workspaceId), eq(payoutBatches.id, batchId)))
    .for("update");
  return row ?? null;
}

/** Writes what a move changes on a batch that `lockBatch` holds. */
export async function updateBatch(
  tx: Db,
  context: Context,
  batchId: BatchId,
  change: Partial<BatchRow>,
): Promise<void> {
  await tx
    .update(payoutBatches)
    .set(change)
    .where(and(eq(payoutBatches.workspaceId, context.workspaceId), eq(payoutBatches.id, batchId)));
}
