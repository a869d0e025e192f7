CREATE TABLE "ledger_balances" (
	"workspace_id" text NOT NULL,
	"account" "ledger_account" NOT NULL,
	"affiliate_id" text NOT NULL,
	"currency" char(3) NOT NULL,
	"balance_minor" bigint NOT NULL,
	CONSTRAINT "ledger_balances_workspace_id_account_affiliate_id_currency_pk" PRIMARY KEY("workspace_id","account","affiliate_id","currency")
);
--> statement-breakpoint
CREATE TABLE "ledger_heads" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"last_sequence" bigint NOT NULL,
	"last_hash" text NOT NULL,
	"last_created_at" timestamp with time zone NOT NULL,
	"closed_before" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "ledger_periods" (
	"workspace_id" text NOT NULL,
	"period" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"last_sequence" bigint NOT NULL,
	"last_hash" text NOT NULL,
	"balances" jsonb NOT NULL,
	"closed_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_periods_workspace_id_period_pk" PRIMARY KEY("workspace_id","period")
);
--> statement-breakpoint
CREATE TABLE "ledger_roots" (
	"workspace_id" text NOT NULL,
	"day" date NOT NULL,
	"first_sequence" bigint NOT NULL,
	"last_sequence" bigint NOT NULL,
	"last_hash" text NOT NULL,
	"entries_count" integer NOT NULL,
	"root" text NOT NULL,
	"previous_document_hash" text,
	"document_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_roots_workspace_id_day_pk" PRIMARY KEY("workspace_id","day"),
	CONSTRAINT "ledger_roots_last" UNIQUE("workspace_id","last_sequence")
);
--> statement-breakpoint
DROP INDEX "journals_booked_idx";--> statement-breakpoint
ALTER TABLE "journals" ADD COLUMN "sequence" bigint;--> statement-breakpoint
ALTER TABLE "journals" ADD COLUMN "previous_hash" text;--> statement-breakpoint
ALTER TABLE "journals" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "journals" ADD COLUMN "entries_count" integer;--> statement-breakpoint
ALTER TABLE "journals" ADD COLUMN "adjusts_period" text;--> statement-breakpoint
ALTER TABLE "ledger_heads" ADD CONSTRAINT "ledger_heads_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_periods" ADD CONSTRAINT "ledger_periods_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_roots" ADD CONSTRAINT "ledger_roots_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ledger_balances_affiliate_idx" ON "ledger_balances" USING btree ("workspace_id","affiliate_id");--> statement-breakpoint
CREATE INDEX "journals_created_idx" ON "journals" USING btree ("workspace_id","created_at","sequence");--> statement-breakpoint
ALTER TABLE "journals" ADD CONSTRAINT "journals_sequence" UNIQUE("workspace_id","sequence");
--> statement-breakpoint
-- The text a journal's hash is made of, as core/ledger/chain.ts writes it: the same rule in two languages, so
-- that each checks the other, and a ledger can be verified with nothing but Postgres.
create function journal_content(of_workspace text, of_journal text) returns text language sql stable
set search_path = pg_catalog, public as $$
  select '["tributary.journal.v1",' || concat_ws(',',
           to_json(j.workspace_id), to_json(j.sequence::text), to_json(j.previous_hash), to_json(j.id), to_json(j.key),
           to_json(j.kind), to_json(j.fingerprint),
           to_json(to_char(j.booked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
           to_json(to_char(j.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
           coalesce(to_json(j.adjusts_period)::text, 'null'),
           (select '[' || coalesce(string_agg('[' || to_json(r.key) || ',' || r.value || ']', ',' order by r.key collate "C"), '') || ']'
              from jsonb_each(j.refs) r),
           (select '[' || coalesce(string_agg('[' || concat_ws(',', e.line, to_json(e.account::text),
                     coalesce(to_json(e.affiliate_id)::text, 'null'), to_json(e.currency::text), to_json(e.amount_minor::text)) || ']',
                     ',' order by e.line), '') || ']'
              from ledger_entries e where e.workspace_id = j.workspace_id and e.journal_id = j.id)) || ']'
    from journals j where j.workspace_id = of_workspace and j.id = of_journal
$$;
--> statement-breakpoint
-- Chains what earlier versions booked, in the order in which it was written. The owner is bound by row-level
-- security as all are, so it is lifted for as long as this takes.
alter table journals no force row level security;
--> statement-breakpoint
alter table ledger_entries no force row level security;
--> statement-breakpoint
alter table journals disable trigger append_only;
--> statement-breakpoint
do $$
declare
  journal record;
  last_workspace text := '';
  last_sequence bigint;
  last_hash text;
begin
  for journal in select workspace_id, id, created_at from journals order by workspace_id, created_at, id loop
    if journal.workspace_id <> last_workspace then
      last_workspace := journal.workspace_id;
      last_sequence := 0;
      last_hash := repeat('0', 64);
    end if;
    last_sequence := last_sequence + 1;
    update journals set sequence = last_sequence, previous_hash = last_hash, entries_count =
        (select count(*) from ledger_entries e where e.workspace_id = journal.workspace_id and e.journal_id = journal.id)
     where workspace_id = journal.workspace_id and id = journal.id;
    update journals set hash = encode(sha256(convert_to(journal_content(workspace_id, id), 'UTF8')), 'hex')
     where workspace_id = journal.workspace_id and id = journal.id returning hash into last_hash;
    insert into ledger_heads (workspace_id, last_sequence, last_hash, last_created_at)
      values (journal.workspace_id, last_sequence, last_hash, journal.created_at)
      on conflict (workspace_id) do update set last_sequence = excluded.last_sequence, last_hash = excluded.last_hash,
        last_created_at = excluded.last_created_at;
  end loop;
end $$;
--> statement-breakpoint
insert into ledger_balances (workspace_id, account, affiliate_id, currency, balance_minor)
select workspace_id, account, coalesce(affiliate_id, ''), currency, sum(amount_minor) from ledger_entries
 group by workspace_id, account, coalesce(affiliate_id, ''), currency;
--> statement-breakpoint
alter table journals enable trigger append_only;
--> statement-breakpoint
alter table journals force row level security;
--> statement-breakpoint
alter table ledger_entries force row level security;
--> statement-breakpoint
alter table journals alter column sequence set not null, alter column previous_hash set not null,
  alter column hash set not null, alter column entries_count set not null;
--> statement-breakpoint
-- As before, and a journal has exactly the entries it says it has: so none can be added once it is booked.
create or replace function check_journal_balanced() returns trigger language plpgsql as $$
declare
  checked_id text := case when tg_table_name = 'journals' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'journal_id' end;
  entries_found bigint;
  is_balanced boolean;
begin
  select coalesce(sum(lines), 0), coalesce(bool_and(total = 0), false) into entries_found, is_balanced
    from (select count(*) as lines, sum(amount_minor) as total from ledger_entries
           where workspace_id = new.workspace_id and journal_id = checked_id group by currency) by_currency;
  if entries_found < 2 or not is_balanced then
    raise exception 'journal % does not balance', checked_id using errcode = 'check_violation';
  end if;
  if entries_found <> (select entries_count from journals where workspace_id = new.workspace_id and id = checked_id) then
    raise exception 'journal % has % entries, which is not what it was booked with', checked_id, entries_found
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
-- A closed period stays as it is; what would change it is booked into an open one.
create function refuse_closed_period() returns trigger language plpgsql as $$
declare late text;
begin
  select added.id into late from added join ledger_heads head using (workspace_id)
   where added.booked_at < head.closed_before limit 1;
  if late is not null then
    raise exception 'journal % is booked into a closed period', late using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger journals_period after insert on journals
  referencing new table as added for each statement execute function refuse_closed_period();
--> statement-breakpoint
-- Keeps the sums of entries. Runs as its owner: the app role reads sums and writes none.
create function add_to_balances() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into ledger_balances as balance (workspace_id, account, affiliate_id, currency, balance_minor)
  select workspace_id, account, coalesce(affiliate_id, ''), currency, sum(amount_minor) from added
   group by workspace_id, account, coalesce(affiliate_id, ''), currency
   order by workspace_id, account, coalesce(affiliate_id, ''), currency
  on conflict (workspace_id, account, affiliate_id, currency)
  do update set balance_minor = balance.balance_minor + excluded.balance_minor;
  return null;
end $$;
--> statement-breakpoint
create trigger ledger_entries_balances after insert on ledger_entries
  referencing new table as added for each statement execute function add_to_balances();
--> statement-breakpoint
do $$
declare tenant_table text;
begin
  foreach tenant_table in array array['ledger_heads', 'ledger_balances', 'ledger_periods', 'ledger_roots'] loop
    perform apply_tenant_policy(tenant_table::regclass);
  end loop;
  foreach tenant_table in array array['ledger_periods', 'ledger_roots'] loop
    execute format('create trigger append_only before update or delete on %I for each row execute function refuse_change()', tenant_table);
    execute format('create trigger append_only_truncate before truncate on %I for each statement execute function refuse_change()', tenant_table);
  end loop;
end $$;
--> statement-breakpoint
grant select, insert on ledger_heads, ledger_periods, ledger_roots to tributary_app;
--> statement-breakpoint
grant select on ledger_balances to tributary_app;
--> statement-breakpoint
grant update (last_sequence, last_hash, last_created_at, closed_before) on ledger_heads to tributary_app;
