import { and, desc, eq, inArray, lt, lte, or } from "drizzle-orm";
import type { DisputeStatus } from "../../core/payout/dispute.ts";
import type { AffiliateId, CommissionId, DisputeId, PayoutId } from "../../core/shared/id.ts";
import { disputes } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import { type DisputeRow, type DisputeStep, isSeenBy, loadSteps, type Speaker } from "./load-dispute.ts";

/** What a list of disputes is narrowed to. */
export type DisputeFilter = {
  readonly status?: DisputeStatus | undefined;
  readonly affiliateId?: AffiliateId | undefined;
  readonly commissionId?: CommissionId | undefined;
  readonly payoutId?: PayoutId | undefined;
  /** Those whose answer or decision is overdue by now. */
  readonly isOverdue?: boolean | undefined;
};

/** Disputes of the workspace, newest first. */
export async function listDisputes(
  context: Context,
  filter: DisputeFilter,
  { limit, after }: PageRequest,
): Promise<Page<DisputeRow>> {
  const { status, affiliateId, commissionId, payoutId, isOverdue = false } = filter;
  const rows = await transact(context, (tx) =>
    tx
      .select()
      .from(disputes)
      .where(
        and(
          eq(disputes.workspaceId, context.workspaceId),
          status ? eq(disputes.status, status) : undefined,
          affiliateId ? eq(disputes.affiliateId, affiliateId) : undefined,
          commissionId ? eq(disputes.commissionId, commissionId) : undefined,
          payoutId ? eq(disputes.payoutId, payoutId) : undefined,
          isOverdue ? isLate(context.now) : undefined,
          after ? lt(disputes.id, after as DisputeId) : undefined,
        ),
      )
      .orderBy(desc(disputes.id))
      .limit(limit + 1),
  );
  return cutPage(rows, limit, ({ id }) => id);
}

const isLate = (now: Date) =>
  or(
    and(eq(disputes.status, "open"), lte(disputes.answerDueAt, now)),
    and(inArray(disputes.status, ["open", "answered"]), lte(disputes.decisionDueAt, now)),
  );

/** A dispute with all that happened to it, oldest first, or null where the speaker sees none. */
export function findDispute(
  context: Context,
  id: DisputeId,
  speaker: Speaker,
): Promise<{ readonly dispute: DisputeRow; readonly steps: readonly DisputeStep[] } | null> {
  return transact(context, async (tx) => {
    const [dispute] = await tx
      .select()
      .from(disputes)
      .where(isSeenBy(context, id, speaker));
    return dispute ? { dispute, steps: await loadSteps(tx, context, id) } : null;
  });
}
