-- The locks of the tables of 0002.
select apply_tenant_policy('caps');
--> statement-breakpoint
select apply_tenant_policy('click_counts');
--> statement-breakpoint
select apply_tenant_policy('coupons');
--> statement-breakpoint
select apply_tenant_policy('erasures');
--> statement-breakpoint
select apply_tenant_policy('link_domains');
--> statement-breakpoint
select apply_tenant_policy('click_reconciliations');
--> statement-breakpoint
grant select, insert, update on caps, click_counts, coupons, erasures, link_domains, click_reconciliations to tributary_app;
--> statement-breakpoint
-- A bad row is marked once a replay took it in; what it holds stays.
grant update (replays, resolved_at) on bad_rows to tributary_app;
--> statement-breakpoint
-- Erasing a person empties what names them; the click itself, whose link and time money rests on, stays.
grant update (visitor_id, network_hash, user_agent, referrer_host, region, language, asn, sub_ids) on clicks to tributary_app;
--> statement-breakpoint
grant delete on identity_edges to tributary_app;
--> statement-breakpoint
-- Drops the day partitions of clicks before `first_day_kept` (UTC), and what of that time lies in the
-- default partition. Runs as its owner, since the app role drops no tables. Ninety days are always kept.
create function drop_click_partitions(first_day_kept date) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  dropped int := 0;
  partition_name text;
begin
  if first_day_kept > (now() at time zone 'UTC')::date - 90 then
    raise exception 'clicks of the last 90 days are kept';
  end if;
  perform pg_advisory_xact_lock(hashtext('tributary.click_partitions'));
  for partition_name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'public.clicks'::regclass and c.relname ~ '^clicks_\d{8}$'
       and to_date(right(c.relname, 8), 'YYYYMMDD') < first_day_kept
  loop
    execute format('drop table public.%I', partition_name);
    dropped := dropped + 1;
  end loop;
  alter table public.clicks_default no force row level security;
  delete from public.clicks_default
   where id < public.click_id_lower_bound(first_day_kept::timestamp at time zone 'UTC');
  alter table public.clicks_default force row level security;
  return dropped;
end $$;
--> statement-breakpoint
revoke all on function drop_click_partitions(date) from public;
--> statement-breakpoint
grant execute on function drop_click_partitions(date) to tributary_app;
