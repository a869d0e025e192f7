-- The app role: neither owner nor superuser, bound by row-level security. A deployer gives it a
-- password with `alter role tributary_app login password …`.
do $$ begin
  create role tributary_app login nosuperuser nobypassrls nocreatedb nocreaterole;
exception when duplicate_object or unique_violation then null;
end $$;
--> statement-breakpoint
grant usage on schema public to tributary_app;
--> statement-breakpoint
-- The workspaces a transaction may see. After a rollback the setting is '' and not null.
create function current_workspace_ids() returns text[] language sql stable as
$$ select string_to_array(nullif(current_setting('app.workspace_ids', true), ''), ',') $$;
--> statement-breakpoint
-- Locks a table to the workspaces of the transaction, for its owner as well.
create function apply_tenant_policy(tenant_table regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format(
    'create policy tenant on %s using (workspace_id = any ((select current_workspace_ids())::text[]))', tenant_table);
end $$;
--> statement-breakpoint
do $$
declare tenant_table regclass;
begin
  for tenant_table in
    select c.oid::regclass from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'bad_rows'
  loop
    perform apply_tenant_policy(tenant_table);
  end loop;
end $$;
--> statement-breakpoint
alter table workspaces enable row level security;
--> statement-breakpoint
alter table workspaces force row level security;
--> statement-breakpoint
create policy tenant on workspaces using (id = any ((select current_workspace_ids())::text[]));
--> statement-breakpoint
-- Crons list the workspaces they work through; nothing else sets this.
create policy directory on workspaces for select using (current_setting('app.directory', true) = 'on');
--> statement-breakpoint
alter table organisations enable row level security;
--> statement-breakpoint
alter table organisations force row level security;
--> statement-breakpoint
create policy tenant on organisations
  using (id in (select organisation_id from workspaces where workspaces.id = any (current_workspace_ids())))
  with check (id = nullif(current_setting('app.organisation_id', true), ''));
--> statement-breakpoint
-- Whoever holds a key may find it: the hash itself is the proof.
create policy by_hash on api_keys for select using (hash = nullif(current_setting('app.key_hash', true), ''));
--> statement-breakpoint
-- A row too broken to name its workspace may be stored, and is then seen by no tenant.
alter table bad_rows enable row level security;
--> statement-breakpoint
alter table bad_rows force row level security;
--> statement-breakpoint
create policy tenant on bad_rows using (workspace_id = any ((select current_workspace_ids())::text[]));
--> statement-breakpoint
create policy store on bad_rows for insert with check (true);
--> statement-breakpoint
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
do $$
declare append_only text;
begin
  foreach append_only in array array['journals', 'ledger_entries', 'audit_log', 'policy_versions', 'plan_versions',
                                     'journeys', 'journey_touches', 'decisions', 'credits', 'fraud_scores']
  loop
    execute format('create trigger append_only before update or delete on %I for each row execute function refuse_change()', append_only);
    execute format('create trigger append_only_truncate before truncate on %I for each statement execute function refuse_change()', append_only);
  end loop;
end $$;
--> statement-breakpoint
-- A journal has at least two entries and sums to zero in each currency, or the commit fails.
create function check_journal_balanced() returns trigger language plpgsql as $$
declare
  checked_id text := case when tg_table_name = 'journals' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'journal_id' end;
  entries_count bigint;
  is_balanced boolean;
begin
  select coalesce(sum(lines), 0), coalesce(bool_and(total = 0), false) into entries_count, is_balanced
    from (select count(*) as lines, sum(amount_minor) as total from ledger_entries
           where workspace_id = new.workspace_id and journal_id = checked_id group by currency) by_currency;
  if entries_count < 2 or not is_balanced then
    raise exception 'journal % does not balance', checked_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger journals_balanced after insert on journals
  deferrable initially deferred for each row execute function check_journal_balanced();
--> statement-breakpoint
create constraint trigger ledger_entries_balanced after insert on ledger_entries
  deferrable initially deferred for each row execute function check_journal_balanced();
--> statement-breakpoint
-- The credits of a decision sum to the whole.
create function check_credits_whole() returns trigger language plpgsql as $$
declare total bigint;
begin
  select sum(credit_ppm) into total from credits
   where workspace_id = new.workspace_id and decision_id = new.decision_id;
  if total <> 1000000 then
    raise exception 'credits of % sum to % parts per million', new.decision_id, total using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger credits_whole after insert on credits
  deferrable initially deferred for each row execute function check_credits_whole();
--> statement-breakpoint
-- The smallest click id of an instant: its first 48 bits are milliseconds since 1970.
create function click_id_lower_bound(at timestamptz) returns uuid language sql immutable strict as
$$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$;
--> statement-breakpoint
create table clicks_default partition of clicks default;
--> statement-breakpoint
alter table clicks_default enable row level security;
--> statement-breakpoint
alter table clicks_default force row level security;
--> statement-breakpoint
-- Makes the day partitions of `days` days from `first_day` (UTC) that are not there yet. Runs as its
-- owner, since the app role makes no tables. A day whose clicks already lie in the default partition
-- stays there.
create function ensure_click_partitions(first_day date, days int) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  made int := 0;
  partition_day date;
  partition_name text;
  lower_id uuid;
  upper_id uuid;
begin
  if days not between 1 and 60 then raise exception 'days must be between 1 and 60'; end if;
  perform pg_advisory_xact_lock(hashtext('tributary.click_partitions'));
  for i in 0 .. days - 1 loop
    partition_day := first_day + i;
    partition_name := 'clicks_' || to_char(partition_day, 'YYYYMMDD');
    lower_id := public.click_id_lower_bound(partition_day::timestamp at time zone 'UTC');
    upper_id := public.click_id_lower_bound((partition_day + 1)::timestamp at time zone 'UTC');
    continue when to_regclass('public.' || partition_name) is not null;
    begin
      execute format('create table public.%I partition of public.clicks for values from (%L) to (%L)', partition_name, lower_id, upper_id);
    exception when check_violation then
      continue;
    end;
    execute format('alter table public.%I enable row level security', partition_name);
    execute format('alter table public.%I force row level security', partition_name);
    made := made + 1;
  end loop;
  return made;
end $$;
--> statement-breakpoint
revoke all on function ensure_click_partitions(date, int) from public;
--> statement-breakpoint
grant execute on function ensure_click_partitions(date, int) to tributary_app;
--> statement-breakpoint
-- What the app role may do. Nothing is ever deleted; what is append-only cannot be updated either.
grant select, insert on organisations, workspaces, plans, plan_versions, policy_versions, programs, affiliates, links,
  api_keys, publications, clicks, identity_edges, conversions, journeys, journey_touches, decisions, credits,
  fraud_scores, commissions, journals, ledger_entries, payout_minimums, payout_batches, payouts, payout_items,
  payout_attempts, audit_log, bad_rows to tributary_app;
--> statement-breakpoint
grant update on workspaces, programs, affiliates, links, api_keys, publications, conversions, commissions,
  payout_minimums, payout_batches, payout_items, payout_attempts to tributary_app;
