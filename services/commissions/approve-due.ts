import { sql } from "drizzle-orm";
import { approveCommission } from "../../core/ledger/postings.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId, CommissionId } from "../../core/shared/id.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { postJournals } from "../ledger/post-journals.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";

/** Most commissions one transaction approves. */
export const APPROVALS_PER_TRANSACTION_MAX = 1_000;

type Approved = { id: CommissionId; affiliate_id: AffiliateId; currency: Currency; amount_minor: string };

/**
 * Approves commissions whose hold has passed and books pending -> payable for each, in one
 * transaction. Call again while it answers `APPROVALS_PER_TRANSACTION_MAX`.
 *
 * Safe to run twice at once: each commission stands alone, so rows locked by another run are skipped.
 *
 * @returns how many were approved
 */
export function approveDueCommissions(context: Context): Promise<number> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    const { rows } = (await tx.execute(sql`
      update commissions set status = 'approved', approved_at = ${context.now.toISOString()}::timestamptz,
             payable_at = commission_payable_at(workspace_id, affiliate_id, program_id, ${context.now.toISOString()}::timestamptz)
       where workspace_id = ${context.workspaceId} and status = 'pending' and id in (
         select id from commissions
          where workspace_id = ${context.workspaceId} and status = 'pending'
            and hold_until <= ${context.now.toISOString()}::timestamptz
          order by id limit ${APPROVALS_PER_TRANSACTION_MAX} for update skip locked)
      returning id, affiliate_id, currency, amount_minor - reduced_minor as amount_minor`)) as unknown as {
      rows: Approved[];
    };
    await postJournals(
      tx,
      context,
      rows.map((row) =>
        approveCommission({
          commissionId: row.id,
          affiliateId: row.affiliate_id,
          currency: row.currency,
          amountMinor: BigInt(row.amount_minor),
        }),
      ),
    );
    await audit(
      tx,
      context,
      rows.map(({ id }) => ({
        action: "commission.approved",
        subjectId: id,
        change: { from: "pending", to: "approved", why: "hold passed" },
      })),
    );
    return rows.length;
  });
}
