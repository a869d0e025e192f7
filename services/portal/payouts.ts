import { and, desc, eq, lt } from "drizzle-orm";
import type { AffiliateId, PayoutId } from "../../core/shared/id.ts";
import { payouts } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { loadPayoutParts, type PayoutParts } from "../reading/payout-parts.ts";
import { type Context, transact } from "../shared/context.ts";

/** Most commissions and sums of one payout that are shown; its statement has them all. */
const PARTS_MAX = 1_000;

type PayoutRow = typeof payouts.$inferSelect;

/** A payout of an affiliate with what it pays, and what it netted. */
export type OwnPayout = PayoutParts & { readonly payout: PayoutRow };

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
    return { payout, ...(await loadPayoutParts(tx, context, id, PARTS_MAX)) };
  });
}
