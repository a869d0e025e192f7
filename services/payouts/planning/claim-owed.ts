import { type SQL, sql } from "drizzle-orm";
import type { Currency } from "../../../core/money/currency.ts";
import type { AffiliateId } from "../../../core/shared/id.ts";
import type { Db } from "../../../db/client.ts";
import type { Context } from "../../shared/context.ts";

/** What a plan is made of. */
export type PlanScope = {
  /** Locks what it claims, in the order of the ids, so that of two runs the second waits and then finds the rest. */
  readonly isLocked: boolean;
  /** Of one affiliate alone. */
  readonly affiliateId?: AffiliateId | undefined;
  /** Only what is paid in this currency; all when absent. */
  readonly currency?: Currency | undefined;
};

/**
 * Writes down all that is owed and in no payout: `plan_claims`, a row for each approved commission and for each sum
 * that is carried. A `reason` is why a commission is not due yet; what is carried always is.
 */
export async function claimOwed(tx: Db, context: Context, scope: PlanScope): Promise<void> {
  const { workspaceId } = context;
  const lock = scope.isLocked ? sql`for update` : sql``;
  const only = (column: SQL) => (scope.affiliateId ? sql`and ${column} = ${scope.affiliateId}` : sql``);
  await makeTable(
    tx,
    "plan_claims",
    sql`
    with owed as materialized (
      select id, affiliate_id, program_id, currency, amount_minor - reduced_minor as amount_minor, approved_at
        from commissions where workspace_id = ${workspaceId} and status = 'approved' ${only(sql`affiliate_id`)}
       order by id ${lock}
    ), carried as materialized (
      select cause_id, commission_id, affiliate_id, currency, amount_minor from commission_adjustments
       where workspace_id = ${workspaceId} and kind = 'carried' and payout_id is null ${only(sql`affiliate_id`)}
       order by commission_id, cause_id ${lock}
    ), sums as (
      select id as commission_id, null::text as cause_id, affiliate_id, currency, amount_minor, null::text as reason
        from owed
       union all
      select commission_id, cause_id, affiliate_id, currency, amount_minor, null from carried
    )
    select sums.commission_id, sums.cause_id, sums.affiliate_id, trim(sums.currency) as currency, sums.amount_minor,
           trim(coalesce(affiliate.currency, sums.currency)) as pays_in, sums.reason
      from sums
      join affiliates affiliate on affiliate.workspace_id = ${workspaceId} and affiliate.id = sums.affiliate_id
     ${scope.currency ? sql`where coalesce(affiliate.currency, sums.currency) = ${scope.currency}` : sql``}`,
  );
}

/** Makes a table of the transaction, with statistics: what is planned over it may be one row or a million. */
export async function makeTable(tx: Db, name: PlanTable, rows: SQL): Promise<void> {
  await tx.execute(sql`drop table if exists ${sql.identifier("pg_temp")}.${sql.identifier(name)}`);
  await tx.execute(sql`create temp table ${sql.identifier(name)} on commit drop as ${rows}`);
  await tx.execute(sql`analyze ${sql.identifier(name)}`);
}

/** Tables that a plan lives in until its transaction ends. */
export type PlanTable = "plan_claims" | "plan_sources" | "plan_payouts" | "plan_batches";
