import { and, asc, eq, lt } from "drizzle-orm";
import type { BatchId } from "../../core/shared/id.ts";
import { payoutBatches } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";

/** Batches whose submission began before an instant and has not ended: a crash left them there. */
export async function listSubmitting(context: Context, before: Date): Promise<readonly BatchId[]> {
  const rows = await transact(context, (tx) =>
    tx
      .select({ id: payoutBatches.id })
      .from(payoutBatches)
      .where(
        and(
          eq(payoutBatches.workspaceId, context.workspaceId),
          eq(payoutBatches.status, "submitting"),
          lt(payoutBatches.submittedAt, before),
        ),
      )
      .orderBy(asc(payoutBatches.id)),
  );
  return rows.map(({ id }) => id);
}
