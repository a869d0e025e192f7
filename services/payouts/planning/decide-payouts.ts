import { type SQL, sql } from "drizzle-orm";
import type { Currency } from "../../../core/money/currency.ts";
import type { Db } from "../../../db/client.ts";
import type { Context } from "../../shared/context.ts";
import { makeTable } from "../../shared/temp-table.ts";
import { providerAmounts } from "./money-tables.ts";
import { convertParts } from "./sum-parts.ts";

/**
 * Decides by `plan_claims` and `plan_pairs` who is paid what: `plan_parts`, what an affiliate is due in a program and
 * currency; `plan_payouts`, one for each affiliate and currency it is paid in, with the `reason` why it waits or null;
 * `plan_sources`, what each currency gives to a payout; and `plan_batches`, one for each provider and currency.
 *
 * @param currency only what is paid in it; all when absent
 */
export async function decidePayouts(tx: Db, context: Context, currency: Currency | undefined): Promise<void> {
  await convertParts(tx, context, currency);
  await netPayouts(tx, context);
  await makeTable(tx, "plan_sources", sources());
  await groupBatches(tx, context);
}

/**
 * Nets the parts of each payout. It has all parts up to the last at which their sum reaches the minimum of the part:
 * docs/decisions/0019-terms-of-joined-payouts.md. A part without a rate waits by itself, but where it is owed by the
 * affiliate the others wait for it: nobody is paid in one currency what is owed in another.
 */
async function netPayouts(tx: Db, { now }: Context): Promise<void> {
  await makeTable(
    tx,
    "plan_payouts",
    sql`
    with taken as (
      select * from jsonb_to_recordset(${providerAmounts()}::jsonb)
        as taken(provider text, currency text, step_minor bigint, max_minor bigint)
    ), reached as (
      select affiliate_id, pays_in as currency, min(provider) as provider, min(payout_method_id) as payout_method_id,
             max(place) filter (where sum_minor > 0 and sum_minor >= minimum_minor) as last_place,
             sum(converted_minor)::bigint as whole_minor, bool_or(is_unpriced_debt) as has_unpriced_debt
        from plan_parts where reason is null group by 1, 2
    ), netted as (
      select reached.*, coalesce(part.sum_minor, whole_minor)::bigint as amount_minor
        from reached
        left join plan_parts part on part.affiliate_id = reached.affiliate_id and part.pays_in = reached.currency
         and part.place = reached.last_place
    ), judged as (
      select netted.*,
             case
               when has_unpriced_debt then 'no_rate'
               when last_place is null then case when whole_minor <= 0 then 'negative_balance' else 'below_minimum' end
               when taken.provider is null or netted.amount_minor % taken.step_minor <> 0
                 or netted.amount_minor > taken.max_minor then 'currency_not_supported'
             end as reason
        from netted left join taken on taken.provider = netted.provider and taken.currency = netted.currency
    )
    select *, case when reason is null then new_id('pay', ${now.toISOString()}::timestamptz) end as id from judged`,
  );
}

/** The parts that payouts are made of; those of one that waits as well. */
export const CHOSEN: SQL = sql`
  select payout.id as payout_id, payout.reason as payout_reason, part.*
    from plan_payouts payout
    join plan_parts part on part.affiliate_id = payout.affiliate_id and part.pays_in = payout.currency
   where part.reason is null and part.place <= payout.last_place`;

const sources = (): SQL => sql`
  select payout_id, affiliate_id, provider, pays_in, currency, fx, sum(amount_minor)::bigint as amount_minor,
         sum(converted_minor)::bigint as converted_minor
    from (${CHOSEN}) chosen where payout_reason is null group by 1, 2, 3, 4, 5, 6`;

/** A source as JSON, as `BatchSource` has it. */
export const sourceJson = (source: SQL): SQL => sql`
  jsonb_build_object('currency', ${source}.currency, 'amount_minor', ${source}.amount_minor::text,
                     'converted_minor', ${source}.converted_minor::text, 'fx', ${source}.fx)`;

async function groupBatches(tx: Db, { now }: Context): Promise<void> {
  await makeTable(
    tx,
    "plan_batches",
    sql`
    with batches as (
      select provider, currency, sum(amount_minor)::bigint as total_minor, count(*)::int as payouts_count
        from plan_payouts where reason is null group by 1, 2
    ), given as (
      select provider, pays_in, currency, fx, sum(amount_minor) as amount_minor, sum(converted_minor) as converted_minor
        from plan_sources group by 1, 2, 3, 4
    )
    select new_id('bat', ${now.toISOString()}::timestamptz) as id, batches.*,
           (select jsonb_agg(${sourceJson(sql`given`)} order by given.currency) from given
             where given.provider = batches.provider and given.pays_in = batches.currency) as sources
      from batches`,
  );
}
