-- Checks of a whole statement's rows: those they name are looked up together by the index, and joined by hashing. A
-- planner that takes a list for ten rows would otherwise compare each with each, which a hundred thousand payouts at once do not bear.
alter function check_entries_whole() set enable_nestloop = off;
--> statement-breakpoint
create or replace function check_sources_whole() returns trigger language plpgsql
set enable_nestloop = off set enable_seqscan = off as $$
declare wrong text;
begin
  with written as materialized (
    select workspace_id, payout_id, count(*) as currencies, sum(converted_minor) as total from added group by 1, 2
  ), kept as materialized (
    select source.workspace_id, source.payout_id, count(*) as currencies from payout_sources source
     where source.workspace_id = any (array(select distinct workspace_id from written))
       and source.payout_id = any (array(select payout_id from written)) group by 1, 2
  ), known as materialized (
    select workspace_id, id, amount_minor from payouts
     where workspace_id = any (array(select distinct workspace_id from written))
       and id = any (array(select payout_id from written))
  )
  select written.payout_id into wrong
    from written
    left join kept on kept.workspace_id = written.workspace_id and kept.payout_id = written.payout_id
    left join known on known.workspace_id = written.workspace_id and known.id = written.payout_id
   where (written.total = known.amount_minor and written.currencies = kept.currencies) is not true limit 1;
  if wrong is not null then
    raise exception 'payout % is not what its sources give', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create or replace function check_items_known() returns trigger language plpgsql
set enable_nestloop = off set enable_seqscan = off as $$
declare wrong text;
begin
  with payees as materialized (
    select workspace_id, id, affiliate_id from payouts
     where workspace_id = any (array(select distinct workspace_id from added))
       and id = any (array(select distinct payout_id from added))
  ), paid as materialized (
    select workspace_id, id, affiliate_id, amount_minor - reduced_minor as amount_minor from commissions
     where workspace_id = any (array(select distinct workspace_id from added))
       and id = any (array(select distinct commission_id from added))
  )
  select added.commission_id into wrong
    from added
    left join payees on payees.workspace_id = added.workspace_id and payees.id = added.payout_id
    left join paid on paid.workspace_id = added.workspace_id and paid.id = added.commission_id
   where (paid.affiliate_id = payees.affiliate_id and paid.amount_minor = added.amount_minor) is not true limit 1;
  if wrong is not null then
    raise exception 'commission % is not what its payout says', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;
