import { type SQL, sql } from "drizzle-orm";
import { asksVolumes, type CommissionPlan } from "../../core/commission/commission-plan.ts";
import type { Currency } from "../../core/money/currency.ts";
import { customerKeys } from "../../core/settlement/conversion.ts";
import type { Case, World } from "../../core/settlement/decide.ts";
import type { EarnedBonus, MonthSum } from "../../core/settlement/history.ts";
import type { Terms } from "../../core/settlement/terms.ts";
import type { AffiliateId, PlanId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import type { Replay } from "./replay.ts";

type Asked = {
  readonly terms: Terms;
  readonly affiliateIds: readonly AffiliateId[];
  readonly cases: readonly Case[];
  readonly timeZone: string;
  readonly replay: Replay | null;
};

type SumRow = {
  readonly plan_id: PlanId;
  readonly affiliate_id: AffiliateId | null;
  readonly customer_keys: readonly string[] | null;
  readonly month: string;
  readonly base_currency: Currency;
  readonly base_minor: string;
  readonly conversions: number;
  readonly currency: Currency;
  readonly amount_minor: string;
};

/**
 * What earlier sales came to under the plans that ask for it, without those of the batch itself; null where no plan
 * asks. Those are meant to which a rule applied, though caps left nothing of what they earned. Earned is what was, before
 * it was converted. What was given back of a sale stays in its volume; what was reversed, or carried back whole, is
 * earned no more. Sums are of whole months of the workspace, so lifetimes and quarters are sums of them.
 */
export async function loadHistory(tx: Db, context: Context, asked: Asked): Promise<World["history"]> {
  const { terms, affiliateIds, cases } = asked;
  const planIds = [...terms.plans].flatMap(([id, versions]) =>
    versions.some(({ plan }) => asksHistory(plan)) ? [id] : [],
  );
  if (planIds.length === 0) return null;
  const keys = [...new Set(cases.flatMap(({ conversion }) => customerKeys(conversion)))];
  const search = { ...asked, workspaceId: context.workspaceId, planIds, keys, affiliateIds };
  const branches = [sumsByAffiliate(search), ...(keys.length > 0 ? [sumsByCustomer(search)] : [])];
  const { rows } = (await tx.execute(sql.join(branches, sql` union all `))) as unknown as { rows: SumRow[] };
  const bonuses = (await tx.execute(bonusesBefore(search))) as unknown as { rows: EarnedBonus[] };
  return { sums: rows.map(sumOf), bonuses: bonuses.rows };
}

type Search = Asked & {
  readonly workspaceId: WorkspaceId;
  readonly planIds: readonly PlanId[];
  readonly keys: readonly string[];
};

const list = (texts: readonly string[]): SQL => sql`${sql.param([...texts])}::text[]`;

function sumsByAffiliate(search: Search): SQL {
  const { affiliateIds } = search;
  return sql`
    select plan_id, affiliate_id, null::text[] as customer_keys, month, trim(base_currency) as base_currency,
           sum(base_minor)::text as base_minor, (count(*) filter (where nth = 1))::int as conversions,
           trim(currency) as currency, sum(amount_minor)::text as amount_minor
      from (select sales.*, row_number() over (partition by plan_id, affiliate_id, conversion_id) as nth
              from (${decidedSales(search, sql`credits.affiliate_id = any (${list(affiliateIds)})`)}
                    ${simulatedSales(search, sql`affiliate_id = any (${list(affiliateIds)})`)}) as sales) as sales
     group by 1, 2, 4, 5, 8`;
}

/** Customers are looked up by what they are known as, which the conversions have indexes of; a sale of two keys counts once. */
function sumsByCustomer(search: Search): SQL {
  const { workspaceId, keys } = search;
  const known = (prefix: string) =>
    list(keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)));
  const theirs = sql`conversions.id in (
    select id from conversions where workspace_id = ${workspaceId} and customer_external_id = any (${known("external:")})
    union all
    select id from conversions where workspace_id = ${workspaceId} and customer_email_sha256 = any (${known("email_sha256:")}))`;
  return sql`
    select plan_id, null, customer_keys, month, trim(base_currency), sum(base_minor)::text,
           count(distinct conversion_id)::int, trim(currency), sum(amount_minor)::text
      from (${decidedSales(search, theirs)} ${simulatedSales(search, sql`customer_keys && ${list(keys)}`)}) as sales
     group by 1, 3, 4, 5, 8`;
}

/** Credits of the newest decisions under the plans, each with its sale. */
function decidedSales({ workspaceId, planIds, cases, timeZone, replay }: Search, which: SQL): SQL {
  const own = cases.map(({ conversion }) => conversion.id);
  return sql`
    select coalesce(credits.plan_id, commissions.plan_id) as plan_id, credits.affiliate_id,
           conversions.id as conversion_id, conversions.currency as base_currency,
           coalesce(credits.base_minor, commissions.base_minor) as base_minor,
           coalesce(commissions.fx->>'currency', commissions.currency, conversions.currency) as currency,
           case when ${isEarned(workspaceId)}
                then coalesce((commissions.fx->>'amount_minor')::bigint, commissions.amount_minor, 0) else 0 end as amount_minor,
           to_char(conversions.occurred_at at time zone ${timeZone}, 'YYYY-MM') as month,
           array_remove(array['external:' || conversions.customer_external_id,
                              'email_sha256:' || conversions.customer_email_sha256], null) as customer_keys
      from credits
      join decisions on decisions.workspace_id = credits.workspace_id and decisions.id = credits.decision_id
      join conversions on conversions.workspace_id = credits.workspace_id
       and conversions.id = decisions.conversion_id
      left join commissions on commissions.workspace_id = credits.workspace_id
       and commissions.decision_id = credits.decision_id and commissions.credit_position = credits.position
       and commissions.kind = 'sale'
     where credits.workspace_id = ${workspaceId} and ${which}
       and coalesce(credits.plan_id, commissions.plan_id) = any (${list(planIds)})
       and coalesce(credits.base_minor, commissions.base_minor) is not null
       and decisions.conversion_id <> all (${list(own)}) ${cutAt(replay)}
       and not exists (select from decisions newer
                        where newer.workspace_id = decisions.workspace_id
                          and newer.conversion_id = decisions.conversion_id
                          and newer.revision > decisions.revision)`;
}

/** What was in a payout keeps its status, so of a sale that was given back it is asked whether all was carried back. */
function isEarned(workspaceId: WorkspaceId): SQL {
  return sql`commissions.status <> 'reversed' and not (
    commissions.status in ('batched', 'paid') and (conversions.refunded_minor > 0 or conversions.amount_minor = 0)
    and commissions.amount_minor - commissions.reduced_minor + (
      select coalesce(sum(carried.amount_minor), 0) from commission_adjustments carried
       where carried.workspace_id = ${workspaceId} and carried.commission_id = commissions.id
         and carried.kind = 'carried' and carried.dispute_id is null) <= 0)`;
}

/** Credits that the same simulation gave before. */
function simulatedSales({ workspaceId, planIds, replay }: Search, which: SQL): SQL {
  if (!replay?.simulationId) return sql``;
  return sql`
    union all
    select plan_id, affiliate_id, conversion_id, base_currency, base_minor, currency, amount_minor, month,
           customer_keys
      from simulation_credits
     where workspace_id = ${workspaceId} and simulation_id = ${replay.simulationId} and ${which}
       and plan_id = any (${list(planIds)}) and base_minor is not null`;
}

function cutAt(replay: Replay | null): SQL {
  if (!replay) return sql``;
  const { at, id } = replay.before;
  return sql`and (conversions.occurred_at, conversions.id) < (${iso(at)}::timestamptz, ${id})`;
}

/** Bonuses that stand, except those that are about to be decided anew. */
function bonusesBefore({ workspaceId, cases, affiliateIds, replay }: Search): SQL {
  const own = cases.map(({ conversion }) => conversion.id);
  const simulated = replay?.simulationId
    ? sql`union select affiliate_id, bonus_key from simulation_bonuses
           where workspace_id = ${workspaceId} and simulation_id = ${replay.simulationId}
             and affiliate_id = any (${list(affiliateIds)})`
    : sql``;
  return sql`
    select commissions.affiliate_id as "affiliateId", bonus_key as "bonusKey" from commissions
      join conversions on conversions.workspace_id = commissions.workspace_id
       and conversions.id = commissions.conversion_id
     where commissions.workspace_id = ${workspaceId} and bonus_key is not null
       and commissions.status <> 'reversed' and superseded_by is null
       and commissions.conversion_id <> all (${list(own)}) ${standing(workspaceId, replay)}
       and commissions.affiliate_id = any (${list(affiliateIds)}) ${simulated}`;
}

/** Of a conversion of before or after those that are decided anew, or of one that stays. */
function standing(workspaceId: WorkspaceId, replay: Replay | null): SQL {
  if (!replay) return sql``;
  const { before, until, stays } = replay;
  const isLocked = stays
    ? sql`exists (
        select from commissions other
          join decisions on decisions.workspace_id = ${workspaceId} and decisions.id = other.decision_id
         where other.workspace_id = ${workspaceId} and other.conversion_id = conversions.id
           and other.superseded_by is null
           and (other.status in ('batched', 'paid') or decisions.decided_at < ${iso(stays.decidedBefore)}::timestamptz
                or exists (select from commission_adjustments carried
                            where carried.workspace_id = ${workspaceId} and carried.commission_id = other.id
                              and carried.kind = 'carried' and carried.dispute_id is null
                           having sum(carried.amount_minor) <> 0)))`
    : sql`false`;
  return sql`
    and ((conversions.occurred_at, conversions.id) < (${iso(before.at)}::timestamptz, ${before.id})
         or conversions.occurred_at >= ${iso(until)}::timestamptz or ${isLocked})`;
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

function asksHistory(plan: CommissionPlan): boolean {
  const { caps, bonuses } = plan;
  return bonuses.length > 0 || caps.some(({ scope }) => scope !== "conversion") || asksVolumes(plan);
}

function sumOf(row: SumRow): MonthSum {
  return {
    planId: row.plan_id,
    of:
      row.affiliate_id === null
        ? { customerKeys: row.customer_keys ?? [] }
        : { affiliateId: row.affiliate_id },
    month: row.month,
    baseCurrency: row.base_currency,
    baseMinor: BigInt(row.base_minor),
    conversions: row.conversions,
    currency: row.currency,
    amountMinor: BigInt(row.amount_minor),
  };
}
