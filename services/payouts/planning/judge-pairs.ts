import { type SQL, sql } from "drizzle-orm";
import type { PayoutProviderName } from "../../../core/payout/payout-lifecycle.ts";
import type { PayoutSchedule } from "../../../core/payout/terms.ts";
import type { Db } from "../../../db/client.ts";
import type { Context } from "../../shared/context.ts";
import { makeTable } from "../../shared/temp-table.ts";
import { ofAffiliates, type PlanScope } from "./claim-owed.ts";

/** A schedule whose turn it is, and until when what is payable has its turn. */
export type DueSchedule = { readonly schedule: PayoutSchedule; readonly cutoffAt: Date };

/**
 * Judges each affiliate in each program by the terms in force: `plan_pairs`, with the `reasons` why nothing of it is paid
 * and the first of them as `reason`, or null; its schedule; the currency it is paid in (null for the one earned in), who
 * pays it and to which method; and until when what is payable is `due_by`.
 *
 * @param provider who pays an affiliate that has no method
 * @param due      the schedules whose turn it is; null where all that is payable is, whatever the schedules
 */
export async function judgePairs(
  tx: Db,
  { workspaceId, now }: Context,
  scope: PlanScope,
  { provider, due }: { readonly provider: PayoutProviderName; readonly due: readonly DueSchedule[] | null },
): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const only = ofAffiliates(sql`affiliate_id`, scope);
  await makeTable(
    tx,
    "plan_pairs",
    sql`
    with pairs as materialized (
      select distinct affiliate_id, program_id from plan_claims
    ), terms as materialized (
      select * from payout_terms_of(${workspaceId}, ${at},
        (select array_agg(affiliate_id order by affiliate_id, program_id) from pairs),
        (select array_agg(program_id order by affiliate_id, program_id) from pairs))
    ), methods as materialized (
      select affiliate_id, id, kind::text as kind, country from payout_methods_in_force(${workspaceId}, ${at})
       where true ${only}
    ), waiting_methods as materialized (
      select distinct affiliate_id from payout_methods
       where workspace_id = ${workspaceId} and cancelled_at is null and effective_at > ${at} ${only}
    ), taxed as materialized (
      select distinct affiliate_id from tax_forms
       where workspace_id = ${workspaceId} and superseded_at is null and status = 'verified'
         and coalesce(expires_on >= (${at} at time zone 'UTC')::date, true) ${only}
    ), turns as (${turnsOf(due)}
    ), known as (
      select terms.*, affiliate.status, affiliate.country, method.id as payout_method_id, method.kind as method_kind,
             method.country as method_country, waiting_methods.affiliate_id is not null as has_waiting_method,
             taxed.affiliate_id is not null as is_taxed,
             ${due === null ? sql`'infinity'::timestamptz` : sql`case when turns.schedule is null then '-infinity' else least(turns.cutoff_at, ${at}) end`} as due_by
        from terms
        join affiliates affiliate on affiliate.workspace_id = ${workspaceId} and affiliate.id = terms.affiliate_id
        left join methods method on method.affiliate_id = terms.affiliate_id
        left join waiting_methods on waiting_methods.affiliate_id = terms.affiliate_id
        left join taxed on taxed.affiliate_id = terms.affiliate_id
        left join turns on turns.schedule = terms.schedule
    )
    select affiliate_id, program_id, trim(payout_currency) as pays_in, minimums, schedule, payout_method_id, due_by,
           case method_kind when 'iban' then 'sepa' else coalesce(method_kind, ${provider}) end as provider,
           reasons, reasons[1] as reason
      from known cross join lateral (
        select array_remove(array[
          case when status = 'suspended' then 'suspended' end,
          case when requires_tax_form and not is_taxed then 'tax_form_missing' end,
          case when payout_method_id is not null then null
               when has_waiting_method then 'method_on_hold'
               when requires_method or method_kinds <> '{}' then 'no_method' end,
          case when method_kinds <> '{}' and method_kind <> all (method_kinds) then 'method_not_allowed' end,
          case when countries <> '{}' and (coalesce(method_country, country)::text = any (countries)) is not true
               then 'country_not_allowed' end,
          case when due_by = '-infinity' then 'not_scheduled' end], null) as reasons) as judged`,
  );
}

function turnsOf(due: readonly DueSchedule[] | null): SQL {
  const rows = (due ?? []).map(({ schedule, cutoffAt }) => ({ schedule, cutoff_at: cutoffAt.toISOString() }));
  return sql`
    select schedule, cutoff_at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as turn(schedule text, cutoff_at timestamptz)`;
}
