import { sql } from "drizzle-orm";
import { approveCommission } from "../../core/ledger/postings.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId, CommissionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
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
    const rows = await approve(tx, context);
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
      rows.map(({ id }) => ({ type: "commission.approved", subjectId: id })),
    );
    return rows.length;
  });
}

/** Approves them, payable by the NET terms in force now, in one statement. */
async function approve(tx: Db, { workspaceId, now }: Context): Promise<readonly Approved[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const { rows } = (await tx.execute(sql`
    with due as materialized (
      select id, affiliate_id, program_id from commissions
       where workspace_id = ${workspaceId} and indexed_status = 'pending' and hold_until <= ${at}
       order by id limit ${APPROVALS_PER_TRANSACTION_MAX} for update skip locked
    ), terms as (
      select distinct affiliate_id, program_id, net
        from payout_terms_of(${workspaceId}, ${at}, (select array_agg(affiliate_id order by id) from due),
                             (select array_agg(program_id order by id) from due))
    )
    update commissions
       set status = 'approved', approved_at = ${at}, payable_at = payable_at(${at}, terms.net, workspaces.time_zone)
      from due
      join terms on terms.affiliate_id = due.affiliate_id and terms.program_id = due.program_id
      join workspaces on workspaces.id = ${workspaceId}
     where commissions.workspace_id = ${workspaceId} and commissions.status = 'pending' and commissions.id = due.id
    returning commissions.id, commissions.affiliate_id, commissions.currency,
              commissions.amount_minor - commissions.reduced_minor as amount_minor`)) as unknown as {
    rows: readonly Approved[];
  };
  return rows;
}
