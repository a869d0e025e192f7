-- Room on each page for the next version of each of its rows: a claim, or a payout that moves, then changes no index.
alter table commissions set (fillfactor = 50);
--> statement-breakpoint
alter table payouts set (fillfactor = 50);
--> statement-breakpoint
DROP INDEX "commissions_bonus";--> statement-breakpoint
DROP INDEX "commissions_pending_idx";--> statement-breakpoint
DROP INDEX "commissions_approved_idx";--> statement-breakpoint
DROP INDEX "commissions_held_idx";--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "indexed_status" "commission_status" GENERATED ALWAYS AS (case when status = 'batched' then 'approved'::commission_status else status end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "payout_resolutions" ADD COLUMN "debited_minor" bigint;--> statement-breakpoint
ALTER TABLE "payout_resolutions" ADD COLUMN "debited_currency" char(3);--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "debited_minor" bigint;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "debited_currency" char(3);--> statement-breakpoint
CREATE UNIQUE INDEX "commissions_bonus" ON "commissions" USING btree ("workspace_id","affiliate_id","bonus_key") WHERE "commissions"."bonus_key" is not null and "commissions"."indexed_status" <> 'reversed' and "commissions"."superseded_by" is null;--> statement-breakpoint
CREATE INDEX "commissions_pending_idx" ON "commissions" USING btree ("workspace_id","hold_until") WHERE "commissions"."indexed_status" = 'pending';--> statement-breakpoint
CREATE INDEX "commissions_approved_idx" ON "commissions" USING btree ("workspace_id","currency","id") WHERE "commissions"."indexed_status" = 'approved';--> statement-breakpoint
CREATE INDEX "commissions_held_idx" ON "commissions" USING btree ("workspace_id","id") WHERE "commissions"."indexed_status" = 'held';--> statement-breakpoint
ALTER TABLE "payout_resolutions" ADD CONSTRAINT "payout_resolutions_debited" CHECK (case when "payout_resolutions"."debited_currency" is null then "payout_resolutions"."debited_minor" is null
        else coalesce("payout_resolutions"."debited_minor" > 0, false) and "payout_resolutions"."outcome" = 'paid' end);--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_debited_otherwise" CHECK (case when "payouts"."debited_currency" is null then "payouts"."debited_minor" is null
        else coalesce("payouts"."debited_minor" > 0, false) and "payouts"."debited_currency" <> "payouts"."currency" end);
--> statement-breakpoint
-- As before, and of many journals at once by hashing. A list of a hundred thousand ids is otherwise compared with each
-- journal, one by one, once the planner takes it for short.
create or replace function check_entries_whole() returns trigger language plpgsql set enable_nestloop = on as $$
declare wrong text;
begin
  if (select count(*) from added) > 500 then perform set_config('enable_nestloop', 'off', true); end if;
  execute '
    with written as materialized (
      select workspace_id, journal_id, sum(lines) as lines, min(first_line) as first_line, max(last_line) as last_line,
             bool_and(total = 0) as is_balanced
        from (select workspace_id, journal_id, currency, count(*) as lines, min(line) as first_line,
                     max(line) as last_line, sum(amount_minor) as total
                from added group by workspace_id, journal_id, currency) by_currency
       group by workspace_id, journal_id
    )
    select written.journal_id from written
      left join journals on journals.workspace_id = written.workspace_id and journals.id = written.journal_id
     where (written.is_balanced and written.lines >= 2 and written.first_line = 0
            and written.last_line = written.lines - 1 and written.lines = journals.entries_count) is not true
     limit 1' into wrong;
  if wrong is not null then
    raise exception 'journal % does not balance, or these are not all of its entries', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
-- What was debited is told once, and booked by it.
grant update (debited_minor, debited_currency) on payouts to tributary_app;
--> statement-breakpoint
grant update (debited_minor, debited_currency) on payout_resolutions to tributary_app;
--> statement-breakpoint
create function keep_debit() returns trigger language plpgsql as $$
begin
  raise exception 'payout % keeps what was debited for it', old.id using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger keep_debit before update on payouts for each row
  when (old.debited_minor is not null and row(new.debited_minor, new.debited_currency)
        is distinct from row(old.debited_minor, old.debited_currency))
  execute function keep_debit();
--> statement-breakpoint
-- As before, with what was debited: who confirms says the same of it.
create or replace function check_payout_resolution() returns trigger language plpgsql as $$
begin
  if old.confirmed_at is not null then
    raise exception 'what became of payout % is settled', old.payout_id using errcode = 'check_violation';
  end if;
  if new.confirmed_at is not null
     and row(new.outcome, new.reference, new.note, new.proposed_by, new.debited_minor, new.debited_currency)
     is distinct from row(old.outcome, old.reference, old.note, old.proposed_by, old.debited_minor, old.debited_currency) then
    raise exception 'what is confirmed of payout % is what was proposed', old.payout_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
