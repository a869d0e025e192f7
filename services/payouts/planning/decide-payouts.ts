import { sql } from "drizzle-orm";
import { RATE_AGE_DAYS_MAX } from "../../../core/money/fx.ts";
import type { PayoutProviderName } from "../../../core/payout/payout-lifecycle.ts";
import type { Db } from "../../../db/client.ts";
import type { Context } from "../../shared/context.ts";
import { makeTable } from "./claim-owed.ts";
import { providerAmounts, unitsByCurrency } from "./money-tables.ts";

/** What is chosen for a run. */
export type PlanChoice = {
  /** Who pays an affiliate that has no method. */
  readonly provider: PayoutProviderName;
};

/**
 * Decides by `plan_claims` who is paid what: `plan_sources`, what each currency gives to a payout and at which rate;
 * `plan_payouts`, one for each affiliate and currency it is paid in, with the `reason` why it waits or null; and
 * `plan_batches`, one for each provider and currency.
 */
export async function decidePayouts(tx: Db, context: Context, choice: PlanChoice): Promise<void> {
  await convertSums(tx, context);
  await netPayouts(tx, context, choice);
  await groupBatches(tx, context);
}

/** Adds up what is due by affiliate and currency, in the currency the affiliate is paid in: rounded half up, once. */
async function convertSums(tx: Db, context: Context): Promise<void> {
  const day = context.now.toISOString().slice(0, 10);
  await makeTable(
    tx,
    "plan_sources",
    sql`
    with due as (
      select affiliate_id, currency, pays_in, sum(amount_minor)::bigint as amount_minor
        from plan_claims where reason is null group by 1, 2, 3
    ), rates as (
      select distinct on (currency) trim(currency) as currency, rate::numeric as per_euro,
             jsonb_build_object('currency', trim(currency), 'rate', rate, 'day', day::text, 'source', source) as quote
        from fx_rates where day between ${day}::date - ${RATE_AGE_DAYS_MAX}::int and ${day}::date
       order by currency, day desc, source
    ), units as (
      select key as currency, value::numeric as per_major from jsonb_each_text(${unitsByCurrency()}::jsonb)
    ), priced as (
      select due.*, source.quote as from_quote, target.quote as to_quote,
             case due.currency when 'EUR' then 1 else source.per_euro end * source_unit.per_major as divisor,
             case pays_in when 'EUR' then 1 else target.per_euro end * target_unit.per_major as factor
        from due
        join units source_unit on source_unit.currency = due.currency
        join units target_unit on target_unit.currency = pays_in
        left join rates source on source.currency = due.currency and pays_in <> due.currency
        left join rates target on target.currency = pays_in and pays_in <> due.currency
    )
    select affiliate_id, currency, pays_in, amount_minor,
           case when currency = pays_in then amount_minor
                else (sign(amount_minor) * div(2 * abs(amount_minor) * factor + divisor, 2 * divisor))::bigint
            end as converted_minor,
           case when currency <> pays_in and divisor is not null and factor is not null
                then jsonb_build_object('from', from_quote, 'to', to_quote) end as fx
      from priced`,
  );
}

/**
 * Nets the sources of each payout. A sum without a rate waits by itself, but where it is owed by the affiliate the
 * others wait for it: nobody is paid in one currency what is owed in another.
 */
async function netPayouts(tx: Db, context: Context, { provider }: PlanChoice): Promise<void> {
  await makeTable(
    tx,
    "plan_payouts",
    sql`
    with netted as (
      select affiliate_id, pays_in as currency, sum(converted_minor)::bigint as amount_minor,
             bool_or(converted_minor is null and amount_minor < 0) as is_unpriced
        from plan_sources group by 1, 2 having count(converted_minor) > 0
    ), taken as (
      select * from jsonb_to_recordset(${providerAmounts()}::jsonb)
        as taken(provider text, currency text, step_minor bigint, max_minor bigint)
    ), judged as (
      select netted.*, ${provider}::text as provider, null::text as payout_method_id,
             case
               when affiliate.status = 'suspended' then 'suspended'
               when netted.is_unpriced then 'no_rate'
               when netted.amount_minor <= 0 then 'negative_balance'
               when taken.provider is null or netted.amount_minor % taken.step_minor <> 0
                 or netted.amount_minor > taken.max_minor then 'currency_not_supported'
               when netted.amount_minor < minimum.minimum_minor then 'below_minimum'
             end as reason
        from netted
        join affiliates affiliate
          on affiliate.workspace_id = ${context.workspaceId} and affiliate.id = netted.affiliate_id
        left join payout_minimums minimum
          on minimum.workspace_id = ${context.workspaceId} and minimum.currency = netted.currency
        left join taken on taken.provider = ${provider} and taken.currency = netted.currency
    )
    select *, case when reason is null then new_id('pay', ${context.now.toISOString()}::timestamptz) end as id
      from judged`,
  );
}

async function groupBatches(tx: Db, context: Context): Promise<void> {
  await makeTable(
    tx,
    "plan_batches",
    sql`
    with batches as (
      select provider, currency, sum(amount_minor)::bigint as total_minor, count(*)::int as payouts_count
        from plan_payouts where reason is null group by 1, 2
    ), converted as (
      select payout.provider, source.pays_in, source.currency, source.fx, sum(source.amount_minor) as amount_minor,
             sum(source.converted_minor) as converted_minor
        from plan_payouts payout
        join plan_sources source on source.affiliate_id = payout.affiliate_id and source.pays_in = payout.currency
       where payout.reason is null and source.converted_minor is not null
       group by 1, 2, 3, 4
    )
    select new_id('bat', ${context.now.toISOString()}::timestamptz) as id, batches.*,
           (select jsonb_agg(jsonb_build_object('currency', converted.currency, 'amount_minor', amount_minor::text,
                     'converted_minor', converted_minor::text, 'fx', converted.fx) order by converted.currency)
              from converted where converted.provider = batches.provider and converted.pays_in = batches.currency) as sources
      from batches`,
  );
}
