CREATE TABLE "payout_sources" (
	"workspace_id" text NOT NULL,
	"payout_id" text NOT NULL,
	"currency" char(3) NOT NULL,
	"amount_minor" bigint NOT NULL,
	"converted_minor" bigint NOT NULL,
	"fx" jsonb,
	CONSTRAINT "payout_sources_workspace_id_payout_id_currency_pk" PRIMARY KEY("workspace_id","payout_id","currency"),
	CONSTRAINT "payout_sources_converted" CHECK ("payout_sources"."fx" is not null or "payout_sources"."converted_minor" = "payout_sources"."amount_minor")
);
--> statement-breakpoint
ALTER TABLE "payout_items" DROP CONSTRAINT "payout_items_workspace_id_payout_id_payouts_workspace_id_id_fk";
--> statement-breakpoint
ALTER TABLE "payout_items" DROP CONSTRAINT "payout_items_workspace_id_commission_id_commissions_workspace_id_id_fk";
--> statement-breakpoint
ALTER TABLE "payout_batches" ADD COLUMN "sources" jsonb DEFAULT '[]'::jsonb NOT NULL;
--> statement-breakpoint
-- An id as platform/random.ts makes it: 48 bits of milliseconds, so that ids of a kind sort by age, and 16 characters of
-- which nobody can guess 79 bits.
create function new_id(prefix text, made_at timestamptz) returns text language plpgsql volatile parallel safe
set search_path = pg_catalog as $$
declare
  alphabet constant text := '0123456789abcdefghjkmnpqrstvwxyz';
  random constant bytea := uuid_send(gen_random_uuid());
  millis bigint := floor(extract(epoch from made_at) * 1000);
  body text := '';
begin
  for place in 0 .. 9 loop
    body := substr(alphabet, (millis & 31)::int + 1, 1) || body;
    millis := millis >> 5;
  end loop;
  for place in 0 .. 15 loop
    body := body || substr(alphabet, (get_byte(random, place) & 31) + 1, 1);
  end loop;
  return prefix || '_' || body;
end $$;
--> statement-breakpoint
-- The hash of each row of a chain in its turn, as a window aggregate: SHA-256 of a text that has the hash of the row
-- before in its midst, and the given one in the first.
create function chain_hash_next(previous text, first_previous text, head text, tail text) returns text
language sql immutable parallel safe as
$$ select encode(sha256(convert_to(head || coalesce(previous, first_previous) || tail, 'UTF8')), 'hex') $$;
--> statement-breakpoint
create aggregate chain_hash(first_previous text, head text, tail text) (sfunc = chain_hash_next, stype = text);
--> statement-breakpoint
-- Every payout has its sources, and they sum to it.
alter table payouts no force row level security;
--> statement-breakpoint
insert into payout_sources (workspace_id, payout_id, currency, amount_minor, converted_minor)
select workspace_id, id, currency, amount_minor, amount_minor from payouts;
--> statement-breakpoint
alter table payouts force row level security;
--> statement-breakpoint
select apply_tenant_policy('payout_sources');
--> statement-breakpoint
grant select, insert on payout_sources to tributary_app;
--> statement-breakpoint
create trigger append_only before update or delete on payout_sources for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on payout_sources for each statement execute function refuse_change();
--> statement-breakpoint
-- Planned anew each time, by what the tables hold then: a plan that was kept of one row would do for a million.
create function check_sources_whole() returns trigger language plpgsql as $$
declare wrong text;
begin
  execute '
    with written as materialized (
      select workspace_id, payout_id, count(*) as currencies, sum(converted_minor) as total from added group by 1, 2
    ), whole as (
      select written.*, (select count(*) from payout_sources source where source.workspace_id = written.workspace_id
                            and source.payout_id = written.payout_id) as currencies_in_all
        from written
    )
    select whole.payout_id from whole
      left join payouts on payouts.workspace_id = whole.workspace_id and payouts.id = whole.payout_id
     where (whole.total = payouts.amount_minor and whole.currencies = whole.currencies_in_all) is not true limit 1'
    into wrong;
  if wrong is not null then
    raise exception 'payout % is not what its sources give', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger payout_sources_whole after insert on payout_sources
  referencing new table as added for each statement execute function check_sources_whole();
--> statement-breakpoint
-- In place of two foreign keys, which would be checked a million times for a batch of as many commissions. Nothing is
-- ever deleted here, and the ids are written once.
create function check_items_known() returns trigger language plpgsql as $$
declare wrong text;
begin
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
create trigger payout_items_known after insert on payout_items
  referencing new table as added for each statement execute function check_items_known();
