ALTER TABLE "payout_resolutions" DROP CONSTRAINT "payout_resolutions_outcome";--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "return_due_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "payout_callbacks_applied_idx" ON "payout_callbacks" USING btree ("workspace_id","applied_at") WHERE "payout_callbacks"."applied_at" is not null;--> statement-breakpoint
CREATE INDEX "payouts_return_due_idx" ON "payouts" USING btree ("workspace_id","return_due_at") WHERE "payouts"."return_due_at" is not null;--> statement-breakpoint
ALTER TABLE "payout_resolutions" ADD CONSTRAINT "payout_resolutions_outcome" CHECK ("payout_resolutions"."outcome" in ('paid', 'failed', 'returned'));--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_return_due_paid" CHECK ("payouts"."return_due_at" is null or "payouts"."status" = 'paid');--> statement-breakpoint
grant update (return_due_at) on payouts to tributary_app;
--> statement-breakpoint
-- Payouts that were paid before their providers were asked whether they came back. The owner is bound by row-level security
-- as all are, so it is lifted for as long as this takes.
alter table payouts no force row level security;
--> statement-breakpoint
alter table payout_batches no force row level security;
--> statement-breakpoint
update payouts set return_due_at = now()
  from payout_batches as batch
 where batch.workspace_id = payouts.workspace_id and batch.id = payouts.batch_id
   and batch.provider in ('stripe', 'paypal', 'wise') and payouts.status = 'paid' and payouts.paid_at > now() - interval '180 days';
--> statement-breakpoint
alter table payouts force row level security;
--> statement-breakpoint
alter table payout_batches force row level security;
--> statement-breakpoint
-- As before; but of what persons ended as paid they may say later that it came back, which takes two again.
create or replace function check_payout_resolution() returns trigger language plpgsql as $$
begin
  if old.confirmed_at is not null and not (old.outcome = 'paid' and new.outcome = 'returned' and new.confirmed_at is null) then
    raise exception 'what became of payout % is settled', old.payout_id using errcode = 'check_violation';
  end if;
  if new.confirmed_at is not null
     and row(new.outcome, new.reference, new.note, new.proposed_by, new.debited_minor, new.debited_currency)
     is distinct from row(old.outcome, old.reference, old.note, old.proposed_by, old.debited_minor, old.debited_currency) then
    raise exception 'what is confirmed of payout % is what was proposed', old.payout_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
grant delete on payout_callbacks to tributary_app;
--> statement-breakpoint
-- What a callback says is booked before the callback may go.
create function keep_open_callback() returns trigger language plpgsql as $$
begin
  raise exception 'callback % is not booked yet', old.digest using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger keep_open before delete on payout_callbacks for each row
  when (old.applied_at is null) execute function keep_open_callback();
--> statement-breakpoint
-- Another key may wrap the data key of an envelope. What the envelope holds stays: no other bytes open under that data key.
create function check_rewrapped() returns trigger language plpgsql as $$
begin
  if not (new.sealed ~ '^e1[.][0-9a-f]{16}[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+$' and old.sealed like 'e1.%')
     or split_part(new.sealed, '.', 4) <> split_part(old.sealed, '.', 4) then
    raise exception 'what a row of % has sealed stays', tg_table_name using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
do $$
declare sealing text;
begin
  foreach sealing in array array['payout_methods', 'step_up_factors', 'notices', 'payout_callbacks', 'person_factors', 'person_mails'] loop
    execute format('grant update (sealed) on %I to tributary_app', sealing);
    execute format('create trigger rewrapped before update on %I for each row when (old.sealed is distinct from new.sealed)
                      execute function check_rewrapped()', sealing);
  end loop;
end $$;
--> statement-breakpoint
create policy read_to_reseal on person_factors for select using ((select proved('resealer')) = 'on');
--> statement-breakpoint
create policy resealed on person_factors for update using ((select proved('resealer')) = 'on');
--> statement-breakpoint
create policy read_to_reseal on person_mails for select using ((select proved('resealer')) = 'on');
--> statement-breakpoint
create policy resealed on person_mails for update using ((select proved('resealer')) = 'on');
--> statement-breakpoint
-- As before, but of what was cancelled or revoked the key may still be another.
create or replace function check_cancelled_payout_method() returns trigger language plpgsql as $$
begin
  if old.cancelled_at is not null
     and row(new.cancelled_at, new.cancelled_by) is distinct from row(old.cancelled_at, old.cancelled_by) then
    raise exception 'payout method % was cancelled before', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create or replace function check_step_up_factor() returns trigger language plpgsql as $$
begin
  if (old.revoked_at is not null and to_jsonb(new) - 'sealed' is distinct from to_jsonb(old) - 'sealed')
     or (old.confirmed_at is not null and new.confirmed_at is distinct from old.confirmed_at)
     or (old.vouched_at is not null and new.vouched_at is distinct from old.vouched_at)
     or coalesce(new.last_counter < old.last_counter, old.last_counter is not null and new.last_counter is null) then
    raise exception 'step-up factor % does not go back', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create or replace function check_person_factor() returns trigger language plpgsql as $$
begin
  if (old.revoked_at is not null and to_jsonb(new) - 'sealed' is distinct from to_jsonb(old) - 'sealed')
     or (old.confirmed_at is not null and new.confirmed_at is distinct from old.confirmed_at)
     or coalesce(new.last_counter < old.last_counter, old.last_counter is not null and new.last_counter is null) then
    raise exception 'factor % does not go back', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
