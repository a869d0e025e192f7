import { type SQL, sql } from "drizzle-orm";
import type { AffiliateId } from "../../../core/shared/id.ts";
import type { Db } from "../../../db/client.ts";
import type { Context } from "../../shared/context.ts";
import { makeTable } from "../../shared/temp-table.ts";

/** What a plan is made of. */
export type PlanScope = {
  /** Locks what it claims, in the order of the ids, so that of two runs the second waits and then finds the rest. */
  readonly isLocked: boolean;
  /** Of these affiliates alone; of all when absent. */
  readonly affiliates?: AffiliateRange | undefined;
};

/** Affiliates by their ids, both ends with it; null has no end. */
export type AffiliateRange = { readonly first: AffiliateId | null; readonly last: AffiliateId | null };

/** What narrows a statement to the affiliates of a plan. They are paid apart from each other, so a part of them is planned as in the whole. */
export function ofAffiliates(column: SQL, { affiliates }: PlanScope): SQL {
  const { first = null, last = null } = affiliates ?? {};
  return sql.join(
    [
      first === null ? sql`` : sql`and ${column} >= ${first}`,
      last === null ? sql`` : sql`and ${column} <= ${last}`,
    ],
    sql` `,
  );
}

/**
 * Writes down all that is owed and in no payout: `plan_claims`, a row for each approved commission, and for each sum
 * that is carried, which has the `cause_id` of what took or gave it. Gives how many.
 */
export async function claimOwed(tx: Db, { workspaceId }: Context, scope: PlanScope): Promise<number> {
  const lock = (table: SQL) => (scope.isLocked ? sql`for update of ${table}` : sql``);
  const only = (table: SQL) => ofAffiliates(sql`${table}.affiliate_id`, scope);
  return makeTable(
    tx,
    "plan_claims",
    sql`
    with owed as materialized (
      select id, affiliate_id, program_id, currency, amount_minor - reduced_minor as amount_minor,
             coalesce(payable_at, approved_at) as payable_at, payable_at > approved_at as has_net
        from commissions owed
       where workspace_id = ${workspaceId} and indexed_status = 'approved' and status = 'approved' ${only(sql`owed`)}
       order by id ${lock(sql`owed`)}
    ), carried as materialized (
      select carried.cause_id, carried.commission_id, carried.affiliate_id, commission.program_id, carried.currency,
             carried.amount_minor
        from commission_adjustments carried
        join commissions commission
          on commission.workspace_id = carried.workspace_id and commission.id = carried.commission_id
       where carried.workspace_id = ${workspaceId} and carried.kind = 'carried' and carried.payout_id is null
             ${only(sql`carried`)}
       order by carried.commission_id, carried.cause_id ${lock(sql`carried`)}
    ), disputed as (
      select commission_id from disputes where workspace_id = ${workspaceId} and holds_commission
    )
    select owed.id as commission_id, null::text as cause_id, owed.affiliate_id, owed.program_id,
           trim(owed.currency) as currency, owed.amount_minor, owed.payable_at, owed.has_net,
           disputed.commission_id is not null as is_disputed
      from owed left join disputed on disputed.commission_id = owed.id
     union all
    select commission_id, cause_id, affiliate_id, program_id, trim(currency), amount_minor, null, false, false from carried`,
  );
}
