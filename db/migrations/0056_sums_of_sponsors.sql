-- What a sponsor or a bonus earns says nothing of the click it came from, as it names no link: that click is another affiliate's, whose
-- labels are not the sponsor's to read. And it is told also to an agent who looks after the sponsor and not after the one credited.
create or replace view sale_parts with (security_invoker = true) as
select workspace_id, occurred_at, ''::text as affiliate_id, ''::text as program_id, ''::text as link_id, currency, id as conversion_id,
       null::uuid as click_id, coupon_code,
       1000000::bigint as conversions_ppm, case when status = 'received' then 1000000 else 0 end::bigint as undecided_ppm,
       case when status = 'unattributed' then 1000000 else 0 end::bigint as unattributed_ppm,
       case when refunded_minor > 0 then 1000000 else 0 end::bigint as refunded_ppm, 0::bigint as pending_ppm, 0::bigint as held_ppm,
       0::bigint as approved_ppm, 0::bigint as reversed_ppm, amount_minor, refunded_minor, 0::bigint as earned_minor,
       0::bigint as pending_minor, 0::bigint as held_minor, 0::bigint as approved_minor, 0::bigint as paid_minor,
       0::bigint as reversed_minor, 0::bigint as adjusted_minor
  from conversions where status <> 'attributed' and nullif(current_setting('app.agent_id', true), '') is null
union all
select sale.workspace_id, sale.occurred_at, credit.affiliate_id, credit.program_id, coalesce(credit.link_id, ''), sale.currency, sale.id,
       credit.click_id, sale.coupon_code, credit.credit_ppm, 0, 0, case when sale.refunded_minor > 0 then credit.credit_ppm else 0 end,
       0, 0, 0, 0,
       case when credit.credit_ppm = 1000000 then sale.amount_minor else part_between(sale.amount_minor,
         ppm_before(sale.workspace_id, credit.decision_id, credit.position),
         ppm_before(sale.workspace_id, credit.decision_id, credit.position) + credit.credit_ppm) end,
       case when credit.credit_ppm = 1000000 then sale.refunded_minor else part_between(sale.refunded_minor,
         ppm_before(sale.workspace_id, credit.decision_id, credit.position),
         ppm_before(sale.workspace_id, credit.decision_id, credit.position) + credit.credit_ppm) end,
       0, 0, 0, 0, 0, 0, 0
  from conversions sale
  join decisions decision on decision.workspace_id = sale.workspace_id and decision.conversion_id = sale.id
  join credits credit on credit.workspace_id = sale.workspace_id and credit.decision_id = decision.id
 where not exists (select from decisions newer where newer.workspace_id = decision.workspace_id
                      and newer.conversion_id = decision.conversion_id and newer.revision > decision.revision)
union all
select sale.workspace_id, sale.occurred_at, commission.affiliate_id, commission.program_id, coalesce(credit.link_id, ''),
       commission.base_currency, sale.id, credit.click_id, sale.coupon_code, 0, 0, 0, 0,
       case when commission.status = 'pending' then credit.credit_ppm else 0 end,
       case when commission.status = 'held' then credit.credit_ppm else 0 end,
       case when commission.status in ('approved', 'batched', 'paid') then credit.credit_ppm else 0 end,
       case when commission.status = 'reversed' then credit.credit_ppm else 0 end, 0, 0, 0, 0, 0, 0, 0, 0, 0
  from commissions commission
  join conversions sale on sale.workspace_id = commission.workspace_id and sale.id = commission.conversion_id
  join credits credit on credit.workspace_id = commission.workspace_id and credit.decision_id = commission.decision_id
   and credit.position = commission.credit_position
 where commission.kind = 'sale' and commission.superseded_by is null
union all
select sale.workspace_id, sale.occurred_at, commission.affiliate_id, commission.program_id,
       case when commission.kind = 'sale' then coalesce(credit.link_id, '') else '' end, commission.currency, sale.id,
       case when commission.kind = 'sale' then credit.click_id end,
       sale.coupon_code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, commission.amount_minor,
       case when commission.status = 'pending' then commission.amount_minor - reduced_minor else 0 end,
       case when commission.status = 'held' then commission.amount_minor - reduced_minor else 0 end,
       case when commission.status in ('approved', 'batched') then commission.amount_minor - reduced_minor else 0 end,
       case when commission.status = 'paid' then commission.amount_minor - reduced_minor else 0 end,
       case when commission.status = 'reversed' then commission.amount_minor else reduced_minor end, 0
  from commissions commission
  join conversions sale on sale.workspace_id = commission.workspace_id and sale.id = commission.conversion_id
  left join credits credit on credit.workspace_id = commission.workspace_id and credit.decision_id = commission.decision_id
   and credit.position = commission.credit_position
 where commission.superseded_by is null or commission.status <> 'reversed'
union all
select sale.workspace_id, sale.occurred_at, made.affiliate_id, commission.program_id,
       case when commission.kind = 'sale' then coalesce(credit.link_id, '') else '' end, made.currency, sale.id,
       case when commission.kind = 'sale' then credit.click_id end,
       sale.coupon_code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, made.amount_minor
  from commission_adjustments made
  join commissions commission on commission.workspace_id = made.workspace_id and commission.id = made.commission_id
  join conversions sale on sale.workspace_id = made.workspace_id and sale.id = commission.conversion_id
  left join credits credit on credit.workspace_id = made.workspace_id and credit.decision_id = commission.decision_id
   and credit.position = commission.credit_position
 where made.kind = 'carried';
--> statement-breakpoint
-- Sums that were made before are made anew.
truncate sale_details, sale_rollups;
