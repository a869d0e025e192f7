import { and, eq, inArray, sql } from "drizzle-orm";
import type { CommissionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissionAdjustments } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** What is carried of commissions in all, in their affiliates' favour where positive; none where nothing is. */
export async function loadCarried(
  tx: Db,
  { workspaceId }: Context,
  ids: readonly CommissionId[],
): Promise<ReadonlyMap<CommissionId, bigint>> {
  if (ids.length === 0) return new Map();
  const { commissionId, amountMinor, kind } = commissionAdjustments;
  const rows = await tx
    .select({ commissionId, minor: sql<string>`sum(${amountMinor})::text` })
    .from(commissionAdjustments)
    .where(
      and(
        eq(commissionAdjustments.workspaceId, workspaceId),
        inArray(commissionId, [...ids]),
        eq(kind, "carried"),
      ),
    )
    .groupBy(commissionId);
  return new Map(rows.map((row) => [row.commissionId, BigInt(row.minor)]));
}
