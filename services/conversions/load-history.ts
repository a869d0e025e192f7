import { sql } from "drizzle-orm";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import type { Currency } from "../../core/money/currency.ts";
import { customerKeys } from "../../core/settlement/conversion.ts";
import type { Case, World } from "../../core/settlement/decide.ts";
import type { EarnedBonus, MonthSum } from "../../core/settlement/history.ts";
import type { Terms } from "../../core/settlement/terms.ts";
import type { AffiliateId, PlanId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

type Asked = {
  readonly terms: Terms;
  readonly affiliateIds: readonly AffiliateId[];
  readonly cases: readonly Case[];
  readonly timeZone: string;
};

type SumRow = {
  readonly plan_id: PlanId;
  readonly affiliate_id: AffiliateId | null;
  readonly customer_key: string | null;
  readonly month: string;
  readonly base_currency: Currency;
  readonly base_minor: string;
  readonly conversions: number;
  readonly currency: Currency;
  readonly amount_minor: string;
};

/**
 * What earlier sales came to under the plans that ask for it, also those that earned nothing, without those of
 * the batch itself; null where no plan asks. What was given back of a sale stays in its volume; what was
 * reversed is earned no more. Sums are of whole months of the workspace, so lifetimes and quarters are sums of them.
 */
export async function loadHistory(
  tx: Db,
  { workspaceId }: Context,
  { terms, affiliateIds, cases, timeZone }: Asked,
): Promise<World["history"]> {
  const planIds = [...terms.plans].flatMap(([id, versions]) =>
    versions.some(({ plan }) => asksHistory(plan)) ? [id] : [],
  );
  if (planIds.length === 0) return null;
  const own = cases.map(({ conversion }) => conversion.id);
  const keys = [...new Set(cases.flatMap(({ conversion }) => customerKeys(conversion)))];
  const { rows } = (await tx.execute(sql`
    with sales as (
      select coalesce(credits.plan_id, commissions.plan_id) as plan_id, credits.affiliate_id,
             conversions.id as conversion_id, conversions.currency as base_currency,
             coalesce(credits.base_minor, commissions.base_minor) as base_minor,
             coalesce(commissions.currency, conversions.currency) as currency,
             case when commissions.status <> 'reversed' then commissions.amount_minor else 0 end as amount_minor,
             to_char(conversions.occurred_at at time zone ${timeZone}, 'YYYY-MM') as month,
             array['external:' || conversions.customer_external_id,
                   'email_sha256:' || conversions.customer_email_sha256] as customer_keys
        from credits
        join decisions on decisions.workspace_id = credits.workspace_id and decisions.id = credits.decision_id
        join conversions on conversions.workspace_id = credits.workspace_id
         and conversions.id = decisions.conversion_id
        left join commissions on commissions.workspace_id = credits.workspace_id
         and commissions.decision_id = credits.decision_id and commissions.credit_position = credits.position
         and commissions.kind = 'sale'
       where credits.workspace_id = ${workspaceId}
         and coalesce(credits.plan_id, commissions.plan_id) = any (${sql.param(planIds)}::text[])
         and decisions.conversion_id <> all (${sql.param(own)}::text[])
         and not exists (select from decisions newer
                          where newer.workspace_id = decisions.workspace_id
                            and newer.conversion_id = decisions.conversion_id
                            and newer.revision > decisions.revision)
    )
    select plan_id, affiliate_id, null as customer_key, month, trim(base_currency) as base_currency,
           sum(base_minor)::text as base_minor, count(distinct conversion_id)::int as conversions,
           trim(currency) as currency, sum(amount_minor)::text as amount_minor
      from sales where affiliate_id = any (${sql.param([...affiliateIds])}::text[]) group by 1, 2, 4, 5, 8
    union all
    select plan_id, null, customer_key, month, trim(base_currency), sum(base_minor)::text,
           count(distinct conversion_id)::int, trim(currency), sum(amount_minor)::text
      from sales cross join unnest(customer_keys) as customer_key
     where customer_key = any (${sql.param(keys)}::text[]) group by 1, 3, 4, 5, 8`)) as unknown as {
    rows: SumRow[];
  };
  const bonuses = (await tx.execute(sql`
    select affiliate_id as "affiliateId", bonus_key as "bonusKey" from commissions
     where workspace_id = ${workspaceId} and bonus_key is not null and status <> 'reversed'
       and conversion_id <> all (${sql.param(own)}::text[])
       and affiliate_id = any (${sql.param([...affiliateIds])}::text[])`)) as unknown as {
    rows: EarnedBonus[];
  };
  return { sums: rows.map(sumOf), bonuses: bonuses.rows };
}

function asksHistory({ rules, caps, bonuses }: CommissionPlan): boolean {
  return (
    bonuses.length > 0 ||
    caps.some(({ scope }) => scope !== "conversion") ||
    rules.some(({ action }) => action.kind === "tiered" && action.period !== "order")
  );
}

function sumOf(row: SumRow): MonthSum {
  return {
    planId: row.plan_id,
    of:
      row.affiliate_id === null ? { customerKey: row.customer_key ?? "" } : { affiliateId: row.affiliate_id },
    month: row.month,
    baseCurrency: row.base_currency,
    baseMinor: BigInt(row.base_minor),
    conversions: row.conversions,
    currency: row.currency,
    amountMinor: BigInt(row.amount_minor),
  };
}
