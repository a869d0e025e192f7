import { and, desc, eq, lt } from "drizzle-orm";
import type { CommissionId } from "../../core/shared/id.ts";
import { commissions, fraudScores } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import type { CommissionView } from "./commission-view.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** A commission that waits for a review, with the fraud score that holds it. */
export type HeldCommission = {
  readonly commission: CommissionView;
  readonly fraud: typeof fraudScores.$inferSelect;
};

/** Held commissions of the workspace, newest first: what a reviewer has to work through. */
export async function listHeldCommissions(
  context: Context,
  { limit, after }: PageRequest,
): Promise<Page<HeldCommission>> {
  const rows = await transact(context, (tx) =>
    tx
      .select({ commission: commissions, fraud: fraudScores })
      .from(commissions)
      .innerJoin(
        fraudScores,
        and(
          eq(fraudScores.workspaceId, commissions.workspaceId),
          eq(fraudScores.decisionId, commissions.decisionId),
        ),
      )
      .where(
        and(
          eq(commissions.workspaceId, context.workspaceId),
          eq(commissions.indexedStatus, "held"),
          after ? lt(commissions.id, after as CommissionId) : undefined,
        ),
      )
      .orderBy(desc(commissions.id))
      .limit(limit + 1),
  );
  // A held commission is in no payout.
  const held = rows.map(({ commission, fraud }) => ({
    commission: { ...commission, payoutId: null },
    fraud,
  }));
  return cutPage(held, limit, ({ commission }) => commission.id);
}
