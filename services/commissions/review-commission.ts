import { and, eq, type SQL, sql } from "drizzle-orm";
import { type IllegalMove, moveCommission } from "../../core/commission/lifecycle.ts";
import { approveCommission, reverseCommission } from "../../core/ledger/postings.ts";
import type { CommissionId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { commissions } from "../../db/schema/index.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { postJournals } from "../ledger/post-journals.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";

/** Why a review changed nothing. */
export type ReviewProblem = { readonly code: "not_found" } | IllegalMove;

/**
 * A person's verdict on a held commission: `approve` makes it payable, `reverse` takes it back.
 * Giving the same verdict twice is harmless.
 */
export function reviewCommission(
  context: Context,
  commissionId: CommissionId,
  verdict: "approve" | "reverse",
): Promise<Result<"moved" | "unchanged", ReviewProblem>> {
  const isCommission = and(
    eq(commissions.workspaceId, context.workspaceId),
    eq(commissions.id, commissionId),
  );
  const to = verdict === "approve" ? "approved" : "reversed";
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    const [row] = await tx.select().from(commissions).where(isCommission).for("update");
    if (!row) return fail({ code: "not_found" });
    if (row.status === to) {
      // Changes of the sale took all of it; after a person's word no chargeback that is won gives it back.
      if (row.reversedFrom === "held")
        await tx.update(commissions).set({ reversedFrom: null }).where(isCommission);
      return ok("unchanged");
    }
    if (row.status !== "held") return fail({ code: "commission_illegal_move", from: row.status, to });
    const move = moveCommission(row.status, to);
    if (!move.ok) return move;
    const { affiliateId, currency } = row;
    const amountMinor = row.amountMinor - row.reducedMinor;
    const posting = verdict === "approve" ? approveCommission : reverseCommission;
    await tx
      .update(commissions)
      .set(
        to === "approved"
          ? { status: to, approvedAt: context.now, payableAt: payableAt(row, context.now) }
          : { status: to },
      )
      .where(isCommission);
    await postJournals(tx, context, [posting({ commissionId, affiliateId, currency, amountMinor })]);
    const change = { from: row.status, to, why: "review" };
    await audit(
      tx,
      context,
      [{ action: `commission.${to}`, subjectId: commissionId, change }],
      [{ type: `commission.${to}`, subjectId: commissionId, change }],
    );
    return ok("moved");
  });
}

const payableAt = (
  { workspaceId, affiliateId, programId }: typeof commissions.$inferSelect,
  approvedAt: Date,
): SQL<Date> =>
  sql`commission_payable_at(${workspaceId}, ${affiliateId}, ${programId}, ${approvedAt.toISOString()}::timestamptz)`;
