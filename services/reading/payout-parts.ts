import { and, asc, eq } from "drizzle-orm";
import type { PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissionAdjustments, payoutItems } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** What a payout is made of. */
export type PayoutParts = {
  readonly items: readonly (typeof payoutItems.$inferSelect)[];
  readonly netted: readonly (typeof commissionAdjustments.$inferSelect)[];
};

/** The first commissions of a payout, and of what it netted, each by its commission. */
export async function loadPayoutParts(
  tx: Db,
  { workspaceId }: Context,
  id: PayoutId,
  limit: number,
): Promise<PayoutParts> {
  const items = await tx
    .select()
    .from(payoutItems)
    .where(and(eq(payoutItems.workspaceId, workspaceId), eq(payoutItems.payoutId, id)))
    .orderBy(asc(payoutItems.commissionId))
    .limit(limit);
  const netted = await tx
    .select()
    .from(commissionAdjustments)
    .where(and(eq(commissionAdjustments.workspaceId, workspaceId), eq(commissionAdjustments.payoutId, id)))
    .orderBy(asc(commissionAdjustments.commissionId), asc(commissionAdjustments.causeId))
    .limit(limit);
  return { items, netted };
}
