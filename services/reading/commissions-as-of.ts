import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { CommissionStatus } from "../../core/commission/lifecycle.ts";
import type { CommissionId, PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissions } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import type { CommissionFilter, CommissionView } from "./commission-view.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** An instant that has passed, and the last journal that had been written then. */
export type AsOf = { readonly at: Date; readonly through: bigint };

type Row = {
  id: CommissionId;
  status: CommissionStatus;
  reduced_minor: string;
  is_approved: boolean;
  is_superseded: boolean;
  payout_id: PayoutId | null;
};

/**
 * Commissions as they stood at an instant, newest first: those that had been booked, by what the ledger had of
 * them. One in a batch that was not submitted is `approved`, since no money had moved.
 */
export async function loadCommissionPageAsOf(
  tx: Db,
  context: Context,
  filter: CommissionFilter,
  { page: { limit, after }, asOf }: { readonly page: PageRequest; readonly asOf: AsOf },
): Promise<Page<CommissionView>> {
  const conditions = [
    filter.status ? sql`status = ${filter.status}` : null,
    after ? sql`id < ${after}` : null,
  ].flatMap((each) => each ?? []);
  const { rows } = (await tx.execute(sql`
    select id, status, reduced_minor, is_approved, is_superseded, payout_id
      from (${standings(context, filter, asOf)}) standings
     ${conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``}
     order by id desc limit ${limit + 1}`)) as unknown as { rows: Row[] };
  const ids = rows.map(({ id }) => id);
  const written = await tx
    .select()
    .from(commissions)
    .where(and(eq(commissions.workspaceId, context.workspaceId), inArray(commissions.id, ids)));
  const byId = new Map(written.map((row) => [row.id, row]));
  return cutPage(
    rows.flatMap((row) => {
      const commission = byId.get(row.id);
      return commission ? [viewOf(commission, row)] : [];
    }),
    limit,
    ({ id }) => id,
  );
}

function viewOf(commission: typeof commissions.$inferSelect, row: Row): CommissionView {
  return {
    ...commission,
    status: row.status,
    reducedMinor: BigInt(row.reduced_minor),
    approvedAt: row.is_approved ? commission.approvedAt : null,
    payableAt: row.is_approved ? commission.payableAt : null,
    supersededBy: row.is_superseded ? commission.supersededBy : null,
    payoutId: row.payout_id,
  };
}

/**
 * Where each commission stood: its id, status, what was taken of it while it was unpaid, and the payout it was
 * handed over in. Journals are found by their natural keys (`core/ledger/postings.ts`).
 */
export function standings({ workspaceId }: Context, filter: CommissionFilter, { at, through }: AsOf): SQL {
  const booked = (key: SQL) => sql`exists (
    select 1 from journals where workspace_id = ${workspaceId} and key = ${key}
       and sequence <= ${String(through)}::bigint)`;
  const ofIt = (effect: string) => booked(sql`'commission:' || c.id || ${`:${effect}`}::text`);
  const ofPayout = (effect: string) => booked(sql`'payout:' || i.payout_id || ${`:${effect}`}::text`);
  const narrowed = [
    filter.affiliateId ? sql`and c.affiliate_id = ${filter.affiliateId}` : sql``,
    filter.conversionId ? sql`and c.conversion_id = ${filter.conversionId}` : sql``,
    filter.currency ? sql`and c.currency = ${filter.currency}` : sql``,
  ];
  return sql`
    select known.*,
           case when is_reversed or is_ended or reduced_minor >= amount_minor then 'reversed'
                when payout_id is not null and is_paid then 'paid'
                when payout_id is not null then 'batched'
                when is_approved then 'approved' else first_status end as status
      from (
        select c.id, c.currency, c.amount_minor, ${ofIt("approved")} as is_approved,
               ${ofIt("reversed")} as is_reversed, ${ofIt("superseded")} as is_ended,
               exists (select 1 from decisions d where d.workspace_id = ${workspaceId} and d.id = c.superseded_by
                          and coalesce(d.written_at, d.decided_at) <= ${at.toISOString()}::timestamptz) as is_superseded,
               -- What has moved on was held if its decision was: nothing is held later.
               case when c.status in ('pending', 'held') then c.status::text
                    when c.reversed_from in ('pending', 'held') then c.reversed_from::text
                    when c.superseded_from in ('pending', 'held') then c.superseded_from::text
                    when exists (select 1 from fraud_scores f where f.workspace_id = ${workspaceId}
                                    and f.decision_id = c.decision_id and f.is_held) then 'held'
                    else 'pending' end as first_status,
               coalesce((
                 select -sum(a.amount_minor) from commission_adjustments a
                  where a.workspace_id = ${workspaceId} and a.commission_id = c.id and a.kind = 'unpaid'
                    and ${booked(sql`case when a.change_id is null then 'decision:' else 'change:' end
                                       || a.cause_id || ':' || a.commission_id || ':' || a.kind`)}), 0) as reduced_minor,
               handed.payout_id, handed.is_paid
          from commissions c
          left join lateral (
            select i.payout_id, ${ofPayout("paid")} as is_paid from payout_items i
             where i.workspace_id = ${workspaceId} and i.commission_id = c.id and ${ofPayout("submitted")}
               and not ${ofPayout("failed")} and not ${ofPayout("returned")}
             order by i.payout_id desc limit 1) handed on true
         where c.workspace_id = ${workspaceId} and ${ofIt("accrued")} ${sql.join(narrowed, sql` `)}) known`;
}
