-- One instant for all that a transaction writes under the lock of the ledger, which `lockLedger` sets; the clock without it.
create function ledger_instant() returns timestamptz language sql volatile as
$$ select coalesce(nullif(current_setting('app.ledger_instant', true), '')::timestamptz, clock_timestamp()) $$;
--> statement-breakpoint
ALTER TABLE "conversions" ALTER COLUMN "created_at" SET DEFAULT ledger_instant();--> statement-breakpoint
ALTER TABLE "conversion_changes" ADD COLUMN "written_at" timestamp with time zone;--> statement-breakpoint
grant update (written_at) on conversion_changes to tributary_app;
--> statement-breakpoint
-- In two steps: what is there already is not written anew, and tells no instant.
ALTER TABLE "decisions" ADD COLUMN "written_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "decisions" ALTER COLUMN "written_at" SET DEFAULT ledger_instant();--> statement-breakpoint
CREATE INDEX "payout_items_freed_idx" ON "payout_items" USING btree ("workspace_id","commission_id") WHERE not "payout_items"."is_live";--> statement-breakpoint
-- As the view `sale_parts`, as it was at an instant: by what was written by then, and by the journals up to the last one
-- written then. Postgres puts it into the query that asks, so that policies hold and only the time asked for is read.
create function sale_parts_at(of_workspace text, at timestamptz, through bigint) returns table (
  workspace_id text, occurred_at timestamptz, affiliate_id text, program_id text, link_id text, currency char(3), conversion_id text,
  click_id uuid, coupon_code text, conversions_ppm bigint, undecided_ppm bigint, unattributed_ppm bigint, refunded_ppm bigint,
  pending_ppm bigint, held_ppm bigint, approved_ppm bigint, reversed_ppm bigint, amount_minor bigint, refunded_minor bigint,
  earned_minor bigint, pending_minor bigint, held_minor bigint, approved_minor bigint, paid_minor bigint, reversed_minor bigint,
  adjusted_minor bigint) language sql stable as $$
select sale.workspace_id, sale.occurred_at, coalesce(credit.affiliate_id, ''), coalesce(credit.program_id, ''), coalesce(credit.link_id, ''),
       sale.currency, sale.id, credit.click_id, sale.coupon_code, part.ppm,
       case when standing.id is null then 1000000 else 0 end::bigint,
       case when standing.id is not null and credit.position is null then 1000000 else 0 end::bigint,
       case when refunded.minor > 0 then part.ppm else 0 end, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
       case when part.ppm = 1000000 then sale.amount_minor else part_between(sale.amount_minor,
         ppm_before(sale.workspace_id, standing.id, credit.position),
         ppm_before(sale.workspace_id, standing.id, credit.position) + part.ppm) end,
       case when part.ppm = 1000000 then refunded.minor else part_between(refunded.minor,
         ppm_before(sale.workspace_id, standing.id, credit.position),
         ppm_before(sale.workspace_id, standing.id, credit.position) + part.ppm) end,
       0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint
  from conversions sale
  left join lateral (
    select decision.id from decisions decision
     where decision.workspace_id = of_workspace and decision.conversion_id = sale.id
       and coalesce(decision.written_at, decision.decided_at) <= at
     order by decision.revision desc limit 1) as standing on true
  left join credits credit on credit.workspace_id = of_workspace and credit.decision_id = standing.id
 cross join lateral (select coalesce(credit.credit_ppm, 1000000)::bigint as ppm) as part
 -- Changes that were applied together come to what the last of them came to, in the order in which they came.
 cross join lateral (
    select coalesce((
      select change.refunded_minor from conversion_changes change
       where change.workspace_id = of_workspace and change.conversion_id = sale.id and change.status = 'applied'
         and coalesce(change.written_at, change.applied_at) <= at
       order by coalesce(change.written_at, change.applied_at) desc, change.received_at desc, change.id desc limit 1), 0) as minor
    offset 0) as refunded
 where sale.workspace_id = of_workspace and sale.created_at <= at
   and (credit.position is not null or nullif(current_setting('app.agent_id', true), '') is null)
union all
select sale.workspace_id, sale.occurred_at, commission.affiliate_id, commission.program_id, part.link_id, part.currency, sale.id,
       case when commission.kind = 'sale' then credit.click_id end, sale.coupon_code, 0, 0, 0, 0,
       case when stood.status = 'pending' then part.ppm else 0 end, case when stood.status = 'held' then part.ppm else 0 end,
       case when stood.status in ('approved', 'paid') then part.ppm else 0 end, case when stood.status = 'reversed' then part.ppm else 0 end,
       0, 0, part.earned,
       case when stood.status = 'pending' then part.earned - part.taken else 0 end,
       case when stood.status = 'held' then part.earned - part.taken else 0 end,
       case when stood.status = 'approved' then part.earned - part.taken else 0 end,
       case when stood.status = 'paid' then part.earned - part.taken else 0 end, part.taken, 0
  from commissions commission
  join conversions sale on sale.workspace_id = commission.workspace_id and sale.id = commission.conversion_id
  join decisions decision on decision.workspace_id = commission.workspace_id and decision.id = commission.decision_id
  left join credits credit on credit.workspace_id = commission.workspace_id and credit.decision_id = commission.decision_id
   and credit.position = commission.credit_position
 cross join lateral (
    select coalesce(bool_or(key like '%:accrued'), false) as is_accrued,
           coalesce(bool_or(key like '%:approved'), false) as was_ever_approved,
           coalesce(bool_or(key like '%:approved' and sequence <= through), false) as was_approved,
           coalesce(bool_or(key like '%:reversed' and sequence <= through), false) as was_reversed,
           coalesce(bool_or(key like '%:superseded' and sequence <= through), false) as was_ended
      from journals
     where journals.workspace_id = of_workspace
       and key = any (array['commission:' || commission.id || ':accrued', 'commission:' || commission.id || ':approved',
                            'commission:' || commission.id || ':reversed', 'commission:' || commission.id || ':superseded'])) as booked
 cross join lateral (
    select coalesce(-sum(made.amount_minor), 0)::bigint as minor
      from commission_adjustments made
      join journals on journals.workspace_id = of_workspace and journals.sequence <= through
       and journals.key = case when made.change_id is null then 'decision:' else 'change:' end || made.cause_id || ':' || made.commission_id || ':unpaid'
     where made.workspace_id = of_workspace and made.commission_id = commission.id and made.kind = 'unpaid') as reduced
  left join lateral (
    select told.is_paid
      from (select payout_id from payout_items
             where payout_items.workspace_id = of_workspace and commission_id = commission.id and is_live
             union all
            select payout_id from payout_items
             where payout_items.workspace_id = of_workspace and commission_id = commission.id and not is_live) as item
     cross join lateral (
        select coalesce(bool_or(key like '%:submitted'), false) as is_submitted, coalesce(bool_or(key like '%:paid'), false) as is_paid,
               coalesce(bool_or(key like '%:failed' or key like '%:returned'), false) as is_over
          from journals
         where journals.workspace_id = of_workspace and journals.sequence <= through
           and key = any (array['payout:' || item.payout_id || ':submitted', 'payout:' || item.payout_id || ':paid',
                                'payout:' || item.payout_id || ':failed', 'payout:' || item.payout_id || ':returned'])) as told
     where told.is_submitted and not told.is_over
     order by item.payout_id desc limit 1) as handed on true
 cross join lateral (
    select case
             -- What a person took back before is refused when it is decided anew: nothing is booked of it.
             when not booked.is_accrued or booked.was_reversed or booked.was_ended or reduced.minor >= commission.amount_minor then 'reversed'
             when handed.is_paid then 'paid'
             -- What was approved under an earlier decision begins as approved, and where all of it was given back, unbooked.
             when booked.was_approved or (commission.approved_at is not null and not booked.was_ever_approved) then 'approved'
             when commission.status in ('pending', 'held') then commission.status::text
             when commission.reversed_from in ('pending', 'held') then commission.reversed_from::text
             when commission.superseded_from in ('pending', 'held') then commission.superseded_from::text
             when exists (select from fraud_scores score where score.workspace_id = of_workspace
                             and score.decision_id = commission.decision_id and score.is_held) then 'held'
             else 'pending' end as status,
           booked.was_ended or exists (
             select from decisions newer where newer.workspace_id = of_workspace and newer.id = commission.superseded_by
                and coalesce(newer.written_at, newer.decided_at) <= at) as is_superseded
    offset 0) as stood
 cross join lateral (
    select coalesce(credit.link_id, '') as link_id, commission.base_currency as currency, credit.credit_ppm::bigint as ppm,
           0::bigint as earned, 0::bigint as taken
     where commission.kind = 'sale' and not stood.is_superseded
     union all
    select case when commission.kind = 'sale' then coalesce(credit.link_id, '') else '' end, commission.currency, 0,
           commission.amount_minor, case when stood.status = 'reversed' then commission.amount_minor else reduced.minor end
     where not stood.is_superseded or stood.status <> 'reversed') as part
 where sale.workspace_id = of_workspace and coalesce(decision.written_at, decision.decided_at) <= at
union all
select sale.workspace_id, sale.occurred_at, made.affiliate_id, commission.program_id,
       case when commission.kind = 'sale' then coalesce(credit.link_id, '') else '' end, made.currency, sale.id,
       case when commission.kind = 'sale' then credit.click_id end, sale.coupon_code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, made.amount_minor
  from commission_adjustments made
  join commissions commission on commission.workspace_id = made.workspace_id and commission.id = made.commission_id
  join conversions sale on sale.workspace_id = made.workspace_id and sale.id = commission.conversion_id
  left join credits credit on credit.workspace_id = made.workspace_id and credit.decision_id = commission.decision_id
   and credit.position = commission.credit_position
 where made.workspace_id = of_workspace and sale.workspace_id = of_workspace and made.kind = 'carried' and exists (
   select from journals where journals.workspace_id = of_workspace and journals.sequence <= through
      and journals.key = case when made.change_id is not null then 'change:' when made.decision_id is not null then 'decision:'
                              else 'dispute:' end || made.cause_id || ':' || made.commission_id || ':carried')
$$;
