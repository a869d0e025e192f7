import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { CommissionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissionAdjustments } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/**
 * What changes and decisions of the sale carried of commissions in all, in their affiliates' favour where positive; none
 * where nothing is. What a dispute gave is no part of it: a later change takes that back no more than it gives it again.
 */
export async function loadCarried(
  tx: Db,
  { workspaceId }: Context,
  ids: readonly CommissionId[],
): Promise<ReadonlyMap<CommissionId, bigint>> {
  if (ids.length === 0) return new Map();
  const { commissionId, amountMinor, kind, disputeId } = commissionAdjustments;
  const rows = await tx
    .select({ commissionId, minor: sql<string>`sum(${amountMinor})::text` })
    .from(commissionAdjustments)
    .where(
      and(
        eq(commissionAdjustments.workspaceId, workspaceId),
        inArray(commissionId, [...ids]),
        eq(kind, "carried"),
        isNull(disputeId),
      ),
    )
    .groupBy(commissionId);
  return new Map(rows.map((row) => [row.commissionId, BigInt(row.minor)]));
}
