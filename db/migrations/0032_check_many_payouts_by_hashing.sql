-- Of many rows at once, by hashing; of few, by the index. Planned anew each time, by what the tables hold then: lists of
-- ids may be compared one by one, and a plan that was kept of one row would serve for a million.
create or replace function check_sources_whole() returns trigger language plpgsql set enable_nestloop = on as $$
declare wrong text;
begin
  if (select count(*) from added) > 500 then perform set_config('enable_nestloop', 'off', true); end if;
  execute '
    with written as materialized (
      select workspace_id, payout_id, count(*) as currencies, sum(converted_minor) as total from added group by 1, 2
    ), kept as (
      select written.workspace_id, written.payout_id, count(*) as currencies
        from written join payout_sources source
          on source.workspace_id = written.workspace_id and source.payout_id = written.payout_id group by 1, 2
    )
    select written.payout_id from written
      left join kept on kept.workspace_id = written.workspace_id and kept.payout_id = written.payout_id
      left join payouts on payouts.workspace_id = written.workspace_id and payouts.id = written.payout_id
     where (written.total = payouts.amount_minor and written.currencies = kept.currencies) is not true limit 1'
    into wrong;
  if wrong is not null then
    raise exception 'payout % is not what its sources give', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
alter function check_sources_whole() reset enable_seqscan;
--> statement-breakpoint
create or replace function check_items_known() returns trigger language plpgsql set enable_nestloop = on as $$
declare wrong text;
begin
  if (select count(*) from added) > 500 then perform set_config('enable_nestloop', 'off', true); end if;
  execute '
    select added.commission_id from added
      left join payouts on payouts.workspace_id = added.workspace_id and payouts.id = added.payout_id
      left join commissions paid on paid.workspace_id = added.workspace_id and paid.id = added.commission_id
     where (paid.affiliate_id = payouts.affiliate_id and paid.amount_minor - paid.reduced_minor = added.amount_minor) is not true
     limit 1' into wrong;
  if wrong is not null then
    raise exception 'commission % is not what its payout says', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
alter function check_items_known() reset enable_seqscan;
