import { and, asc, desc, eq, lt } from "drizzle-orm";
import type { AffiliateId, PayoutId } from "../../core/shared/id.ts";
import { commissionAdjustments, payoutItems, payouts } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";

/** Most commissions and sums of one payout that are shown; its statement has them all. */
const PARTS_MAX = 1_000;

type PayoutRow = typeof payouts.$inferSelect;

/** A payout of an affiliate with what it pays, and what it netted. */
export type OwnPayout = {
  readonly payout: PayoutRow;
  readonly items: readonly (typeof payoutItems.$inferSelect)[];
  readonly netted: readonly (typeof commissionAdjustments.$inferSelect)[];
};

/** The payouts of an affiliate, newest first. */
export async function listOwnPayouts(
  context: Context,
  affiliateId: AffiliateId,
  { limit, after }: PageRequest,
): Promise<Page<PayoutRow>> {
  const rows = await transact(context, (tx) =>
    tx
      .select()
      .from(payouts)
      .where(
        and(
          eq(payouts.workspaceId, context.workspaceId),
          eq(payouts.affiliateId, affiliateId),
          after ? lt(payouts.id, after as PayoutId) : undefined,
        ),
      )
      .orderBy(desc(payouts.id))
      .limit(limit + 1),
  );
  return cutPage(rows, limit, ({ id }) => id);
}

/** One payout of an affiliate, or null; another affiliate's is not told apart from none. */
export function findOwnPayout(
  context: Context,
  affiliateId: AffiliateId,
  id: PayoutId,
): Promise<OwnPayout | null> {
  const { workspaceId } = context;
  return transact(context, async (tx) => {
    const [payout] = await tx
      .select()
      .from(payouts)
      .where(
        and(eq(payouts.workspaceId, workspaceId), eq(payouts.id, id), eq(payouts.affiliateId, affiliateId)),
      );
    if (!payout) return null;
    const items = await tx
      .select()
      .from(payoutItems)
      .where(and(eq(payoutItems.workspaceId, workspaceId), eq(payoutItems.payoutId, id)))
      .orderBy(asc(payoutItems.commissionId))
      .limit(PARTS_MAX);
    const netted = await tx
      .select()
      .from(commissionAdjustments)
      .where(and(eq(commissionAdjustments.workspaceId, workspaceId), eq(commissionAdjustments.payoutId, id)))
      .orderBy(asc(commissionAdjustments.commissionId), asc(commissionAdjustments.causeId))
      .limit(PARTS_MAX);
    return { payout, items, netted };
  });
}
