import { type SQL, sql } from "drizzle-orm";
import type { Currency } from "../../../core/money/currency.ts";
import { RATE_AGE_DAYS_MAX } from "../../../core/money/fx.ts";
import type { Db } from "../../../db/client.ts";
import type { Context } from "../../shared/context.ts";
import { makeTable } from "../../shared/temp-table.ts";
import { unitsByCurrency } from "./money-tables.ts";

/** Why a claim is not due yet, by itself; null of one that is. What is carried always is, and without NET terms what is approved. */
export const claimReason = ({ now }: Context): SQL => sql`
  case when claim.cause_id is not null then null
       when claim.is_disputed then 'disputed'
       when claim.has_net and claim.payable_at > ${now.toISOString()}::timestamptz then 'on_hold'
       when claim.payable_at > pair.due_by then 'not_scheduled' end`;

/**
 * Adds up what is owed by affiliate, program, currency and reason: `plan_parts`. Those that may be paid have a `place`
 * in their payout, first what the affiliate owes, then by their minimums; what they add to it, `converted_minor`; and
 * what it has come to with them, `sum_minor`.
 *
 * A currency is converted as a whole, rounded half up once: a part adds the difference that it makes to the rounded sum
 * of its currency so far, so that the parts of a payout always sum to its converted sources.
 */
export async function convertParts(tx: Db, context: Context, currency: Currency | undefined): Promise<void> {
  const wanted = currency ? sql`where pays_in = ${currency}` : sql``;
  await makeTable(
    tx,
    "plan_parts",
    sql`
    with summed as (
      select claim.affiliate_id, claim.program_id, claim.currency, ${claimReason(context)} as claim_reason,
             sum(claim.amount_minor)::bigint as amount_minor
        from plan_claims claim
        join plan_pairs pair on pair.affiliate_id = claim.affiliate_id and pair.program_id = claim.program_id
       group by 1, 2, 3, 4
    ), judged as (
      select summed.affiliate_id, summed.program_id, summed.currency, summed.amount_minor,
             coalesce(pair.pays_in, summed.currency) as pays_in, pair.provider, pair.payout_method_id, pair.due_by,
             coalesce((pair.minimums ->> coalesce(pair.pays_in, summed.currency))::bigint, 0) as minimum_minor,
             case when pair.reason = 'suspended' then 'suspended'
                  when claim_reason is not null then claim_reason
                  when summed.amount_minor > 0 then pair.reason end as reason
        from summed
        join plan_pairs pair on pair.affiliate_id = summed.affiliate_id and pair.program_id = summed.program_id
    ), rates as (${ratesOf(context)}
    ), units as (
      select key as currency, value::numeric as per_major from jsonb_each_text(${unitsByCurrency()}::jsonb)
    ), priced as (
      select judged.*, judged.currency <> pays_in as is_converted,
             case judged.currency when 'EUR' then 1 else source.per_euro end * source_unit.per_major as divisor,
             case pays_in when 'EUR' then 1 else target.per_euro end * target_unit.per_major as factor,
             case when judged.currency <> pays_in
                  then jsonb_build_object('from', source.quote, 'to', target.quote) end as fx
        from judged
        join units source_unit on source_unit.currency = judged.currency
        join units target_unit on target_unit.currency = pays_in
        left join rates source on source.currency = judged.currency and judged.currency <> pays_in
        left join rates target on target.currency = pays_in and judged.currency <> pays_in ${wanted}
    ), due as (
      select *, is_converted and (divisor is null or factor is null) as is_unpriced,
             row_number() over (partition by affiliate_id, pays_in
                                order by amount_minor < 0 desc, minimum_minor, program_id, currency) as place
        from priced where reason is null
    ), running as (
      select *, sum(amount_minor) over (partition by affiliate_id, pays_in, currency order by place) as run_minor from due
    ), rounded as (
      select *, case when is_unpriced then 0 when is_converted
                     then sign(run_minor) * div(2 * abs(run_minor) * factor + divisor, 2 * divisor)
                     else run_minor end as rounded_minor
        from running
    ), added as (
      select *, rounded_minor - lag(rounded_minor, 1, 0::numeric)
                  over (partition by affiliate_id, pays_in, currency order by place) as converted_minor
        from rounded
    )
    select affiliate_id, program_id, currency, pays_in, provider, payout_method_id, due_by, fx, minimum_minor, amount_minor,
           converted_minor::bigint as converted_minor,
           case when is_unpriced and amount_minor >= 0 then 'no_rate' end as reason, place,
           (sum(converted_minor) over (partition by affiliate_id, pays_in order by place))::bigint as sum_minor,
           is_unpriced and amount_minor < 0 as is_unpriced_debt
      from added
     union all
    select affiliate_id, program_id, currency, pays_in, provider, payout_method_id, due_by, null, minimum_minor, amount_minor,
           null, reason, null, null, false
      from priced where reason is not null`,
  );
}

/** The rates commissions would be converted at on this day: of each currency the latest, unless it is too old. */
function ratesOf({ now }: Context): SQL {
  const day = now.toISOString().slice(0, 10);
  return sql`
    select distinct on (currency) trim(currency) as currency, rate::numeric as per_euro,
           jsonb_build_object('currency', trim(currency), 'rate', rate, 'day', day::text, 'source', source) as quote
      from fx_rates where day between ${day}::date - ${RATE_AGE_DAYS_MAX}::int and ${day}::date
     order by currency, day desc, source`;
}
