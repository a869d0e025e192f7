import { and, asc, eq, inArray } from "drizzle-orm";
import { groupBy } from "../../core/shared/group-by.ts";
import type { ConversionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissionAdjustments, conversionChanges, conversions } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";

/** Most changes of one conversion that are shown; the oldest of them. */
const CHANGES_MAX = 1_000;

type Adjustment = typeof commissionAdjustments.$inferSelect;

/** A change of a conversion, with what it did to its commissions. */
export type ChangeView = typeof conversionChanges.$inferSelect & {
  readonly adjustments: readonly Adjustment[];
};

/** A conversion's changes in the order in which they came, and itself; null where there is neither. */
export function listChanges(
  context: Context,
  conversionId: ConversionId,
): Promise<{
  readonly changes: readonly ChangeView[];
  readonly conversion: typeof conversions.$inferSelect | null;
} | null> {
  return transact(context, async (tx) => {
    const [conversion] = await tx
      .select()
      .from(conversions)
      .where(and(eq(conversions.workspaceId, context.workspaceId), eq(conversions.id, conversionId)));
    const changes = await loadChanges(tx, context, conversionId);
    return !conversion && changes.length === 0 ? null : { conversion: conversion ?? null, changes };
  });
}

/** The changes of a conversion in the order in which they came, inside a transaction that is already open. */
export async function loadChanges(
  tx: Db,
  context: Context,
  conversionId: ConversionId,
): Promise<readonly ChangeView[]> {
  const changes = await tx
    .select()
    .from(conversionChanges)
    .where(
      and(
        eq(conversionChanges.workspaceId, context.workspaceId),
        eq(conversionChanges.conversionId, conversionId),
      ),
    )
    .orderBy(asc(conversionChanges.receivedAt), asc(conversionChanges.id))
    .limit(CHANGES_MAX);
  if (changes.length === 0) return [];
  const ids = changes.map(({ id }) => id);
  const adjustments = await tx
    .select()
    .from(commissionAdjustments)
    .where(
      and(
        eq(commissionAdjustments.workspaceId, context.workspaceId),
        inArray(commissionAdjustments.changeId, ids),
      ),
    )
    .orderBy(asc(commissionAdjustments.commissionId), asc(commissionAdjustments.kind));
  const byChange = groupBy(adjustments, ({ changeId }) => changeId);
  return changes.map((change) => ({ ...change, adjustments: byChange.get(change.id) ?? [] }));
}
