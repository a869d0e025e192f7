CREATE TYPE "public"."payout_status" AS ENUM('prepared', 'cancelled', 'submitting', 'unknown', 'submitted', 'needs_review', 'paid', 'failed', 'returned');--> statement-breakpoint
ALTER TYPE "public"."payout_provider" ADD VALUE 'sepa';--> statement-breakpoint
ALTER TYPE "public"."payout_provider" ADD VALUE 'stripe';--> statement-breakpoint
ALTER TYPE "public"."payout_provider" ADD VALUE 'paypal';--> statement-breakpoint
ALTER TYPE "public"."payout_provider" ADD VALUE 'wise';--> statement-breakpoint
CREATE TABLE "payout_events" (
	"workspace_id" text NOT NULL,
	"provider" "payout_provider" NOT NULL,
	"event_id" text NOT NULL,
	"payout_id" text,
	"said" text NOT NULL,
	"reference" text,
	"reason" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "payout_events_workspace_id_provider_event_id_pk" PRIMARY KEY("workspace_id","provider","event_id"),
	CONSTRAINT "payout_events_outcome" CHECK ("payout_events"."outcome" in ('moved', 'unchanged', 'contradicts', 'unknown_payout'))
);
--> statement-breakpoint
ALTER TABLE "payout_attempts" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "status" "payout_status" DEFAULT 'prepared' NOT NULL;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "provider_key" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "submitted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "paid_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payout_events" ADD CONSTRAINT "payout_events_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_events" ADD CONSTRAINT "payout_events_workspace_id_payout_id_payouts_workspace_id_id_fk" FOREIGN KEY ("workspace_id","payout_id") REFERENCES "public"."payouts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payout_events_payout_idx" ON "payout_events" USING btree ("workspace_id","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_reference_idx" ON "payouts" USING btree ("workspace_id","reference") WHERE "payouts"."reference" is not null;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_submitted_first" CHECK (("payouts"."provider_key" is null) = ("payouts"."status" in ('prepared', 'cancelled')));--> statement-breakpoint
select apply_tenant_policy('payout_events');
--> statement-breakpoint
grant select, insert on payout_events to tributary_app;
--> statement-breakpoint
create trigger append_only before update or delete on payout_events for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on payout_events for each statement execute function refuse_change();
--> statement-breakpoint
-- Amount, recipient and affiliate of a payout are written once.
grant update (status, provider_key, reference, reason, submitted_at, paid_at, ended_at) on payouts to tributary_app;
--> statement-breakpoint
-- Payouts of batches that were handed over before they stood one by one. The owner is bound by row-level security as
-- all are, so it is lifted for as long as this takes.
alter table payouts no force row level security;
--> statement-breakpoint
alter table payout_batches no force row level security;
--> statement-breakpoint
update payouts
   set status = case when batch.status = 'cancelled' then 'cancelled' when batch.status = 'paid' then 'paid'
                     else 'submitting' end::payout_status,
       provider_key = case when batch.status = 'cancelled' then null else batch.id end,
       reference = batch.file_key, submitted_at = batch.submitted_at, paid_at = batch.paid_at
  from payout_batches as batch
 where batch.workspace_id = payouts.workspace_id and batch.id = payouts.batch_id
   and batch.status not in ('prepared', 'approved');
--> statement-breakpoint
alter table payouts force row level security;
--> statement-breakpoint
alter table payout_batches force row level security;
--> statement-breakpoint
-- The legal moves of core/payout, once more. A status that leads nowhere is final.
create function check_payout_move() returns trigger language plpgsql as $$
begin
  if new.status <> old.status and not (old.status || '>' || new.status) = any (array[
       'prepared>submitting', 'prepared>cancelled',
       'submitting>unknown', 'submitting>submitted', 'submitting>needs_review', 'submitting>paid', 'submitting>failed',
       'unknown>submitted', 'unknown>needs_review', 'unknown>paid', 'unknown>failed',
       'submitted>needs_review', 'submitted>paid', 'submitted>failed',
       'needs_review>submitted', 'needs_review>paid', 'needs_review>failed', 'paid>returned']) then
    raise exception 'payout % cannot move from % to %', old.id, old.status, new.status using errcode = 'check_violation';
  end if;
  if old.provider_key is not null and new.provider_key is distinct from old.provider_key then
    raise exception 'payout % keeps its key', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger legal_move before update on payouts for each row execute function check_payout_move();
--> statement-breakpoint
create function check_batch_move() returns trigger language plpgsql as $$
begin
  if new.status <> old.status and not (old.status || '>' || new.status) = any (array[
       'prepared>approved', 'prepared>cancelled', 'approved>submitting', 'approved>cancelled',
       'submitting>submitted', 'submitting>unknown', 'submitting>paid', 'submitting>failed',
       'submitted>unknown', 'submitted>paid', 'submitted>failed',
       'unknown>submitted', 'unknown>paid', 'unknown>failed']) then
    raise exception 'batch % cannot move from % to %', old.id, old.status, new.status using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger legal_move before update on payout_batches for each row execute function check_batch_move();
