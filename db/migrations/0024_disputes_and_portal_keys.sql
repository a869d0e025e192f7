CREATE TYPE "public"."dispute_outcome" AS ENUM('adjusted', 'resent', 'reversed', 'nothing_left');--> statement-breakpoint
CREATE TYPE "public"."dispute_party" AS ENUM('affiliate', 'merchant');--> statement-breakpoint
CREATE TYPE "public"."dispute_reason" AS ENUM('amount_wrong', 'commission_missing', 'wrongly_reversed', 'payout_not_received', 'payout_amount_wrong', 'sale_not_valid', 'suspected_fraud', 'terms_breached');--> statement-breakpoint
CREATE TYPE "public"."dispute_status" AS ENUM('open', 'answered', 'upheld', 'rejected', 'withdrawn');--> statement-breakpoint
CREATE TYPE "public"."dispute_step_kind" AS ENUM('opened', 'noted', 'answered', 'answer_overdue', 'decision_overdue', 'upheld', 'rejected', 'withdrawn', 'taken_back');--> statement-breakpoint
CREATE TABLE "dispute_settings" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"answer_days" integer NOT NULL,
	"decision_days" integer NOT NULL,
	CONSTRAINT "dispute_settings_answer" CHECK ("dispute_settings"."answer_days" between 1 and 90),
	CONSTRAINT "dispute_settings_decision" CHECK ("dispute_settings"."decision_days" between "dispute_settings"."answer_days" and 365)
);
--> statement-breakpoint
CREATE TABLE "dispute_steps" (
	"workspace_id" text NOT NULL,
	"dispute_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"kind" "dispute_step_kind" NOT NULL,
	"actor" text NOT NULL,
	"party" "dispute_party",
	"text" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "dispute_steps_workspace_id_dispute_id_sequence_pk" PRIMARY KEY("workspace_id","dispute_id","sequence"),
	CONSTRAINT "dispute_steps_sequence" CHECK ("dispute_steps"."sequence" > 0)
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"party" "dispute_party" NOT NULL,
	"commission_id" text,
	"payout_id" text,
	"currency" char(3) NOT NULL,
	"reason" "dispute_reason" NOT NULL,
	"text" text NOT NULL,
	"claimed_minor" bigint,
	"status" "dispute_status" DEFAULT 'open' NOT NULL,
	"holds_commission" boolean GENERATED ALWAYS AS (party = 'merchant' and commission_id is not null and (status = 'open' or status = 'answered')) STORED NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"answer_due_at" timestamp with time zone NOT NULL,
	"decision_due_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	"outcome" "dispute_outcome",
	"awarded_minor" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "disputes_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "disputes_subject" CHECK (num_nonnulls("disputes"."commission_id", "disputes"."payout_id") = 1),
	CONSTRAINT "disputes_merchants" CHECK ("disputes"."party" = 'affiliate' or "disputes"."commission_id" is not null),
	CONSTRAINT "disputes_reason" CHECK (("disputes"."party" = 'merchant') = ("disputes"."reason" in ('sale_not_valid', 'suspected_fraud', 'terms_breached'))
        and ("disputes"."payout_id" is not null) = ("disputes"."reason" in ('payout_not_received', 'payout_amount_wrong'))),
	CONSTRAINT "disputes_claim" CHECK ("disputes"."claimed_minor" > 0),
	CONSTRAINT "disputes_due" CHECK ("disputes"."answer_due_at" > "disputes"."opened_at" and "disputes"."decision_due_at" >= "disputes"."answer_due_at"),
	CONSTRAINT "disputes_answered" CHECK ("disputes"."status" <> 'answered' or "disputes"."answered_at" is not null),
	CONSTRAINT "disputes_closed" CHECK (("disputes"."status" in ('open', 'answered')) = ("disputes"."closed_at" is null)
        and ("disputes"."closed_at" is null) = ("disputes"."closed_by" is null)),
	CONSTRAINT "disputes_outcome" CHECK (("disputes"."outcome" is not null) = ("disputes"."status" = 'upheld')),
	CONSTRAINT "disputes_award" CHECK (("disputes"."awarded_minor" is not null) = (coalesce("disputes"."outcome" in ('adjusted', 'reversed'), false))
        and "disputes"."awarded_minor" > 0),
	CONSTRAINT "disputes_second_person" CHECK ("disputes"."status" not in ('upheld', 'rejected') or "disputes"."closed_by" <> "disputes"."opened_by")
);
--> statement-breakpoint
ALTER TABLE "commission_adjustments" DROP CONSTRAINT "commission_adjustments_cause";--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "affiliate_id" text;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD COLUMN "dispute_id" text;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ALTER COLUMN "cause_id" SET EXPRESSION AS (coalesce(change_id, decision_id, dispute_id || case when amount_minor < 0 then ':back' else '' end));--> statement-breakpoint
ALTER TABLE "dispute_settings" ADD CONSTRAINT "dispute_settings_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_steps" ADD CONSTRAINT "dispute_steps_workspace_id_dispute_id_disputes_workspace_id_id_fk" FOREIGN KEY ("workspace_id","dispute_id") REFERENCES "public"."disputes"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_workspace_id_commission_id_commissions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","commission_id") REFERENCES "public"."commissions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_workspace_id_payout_id_payouts_workspace_id_id_fk" FOREIGN KEY ("workspace_id","payout_id") REFERENCES "public"."payouts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dispute_steps_once" ON "dispute_steps" USING btree ("workspace_id","dispute_id","kind") WHERE "dispute_steps"."kind" <> 'noted';--> statement-breakpoint
CREATE UNIQUE INDEX "disputes_one_of_commission" ON "disputes" USING btree ("workspace_id","commission_id") WHERE "disputes"."commission_id" is not null and "disputes"."status" in ('open', 'answered');--> statement-breakpoint
CREATE UNIQUE INDEX "disputes_one_of_payout" ON "disputes" USING btree ("workspace_id","payout_id") WHERE "disputes"."payout_id" is not null and "disputes"."status" in ('open', 'answered');--> statement-breakpoint
CREATE INDEX "disputes_holding_idx" ON "disputes" USING btree ("workspace_id","commission_id") WHERE "disputes"."holds_commission";--> statement-breakpoint
CREATE INDEX "disputes_due_idx" ON "disputes" USING btree ("workspace_id","decision_due_at") WHERE "disputes"."status" in ('open', 'answered');--> statement-breakpoint
CREATE INDEX "disputes_affiliate_idx" ON "disputes" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE INDEX "disputes_payout_idx" ON "disputes" USING btree ("workspace_id","payout_id");--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_workspace_id_dispute_id_disputes_workspace_id_id_fk" FOREIGN KEY ("workspace_id","dispute_id") REFERENCES "public"."disputes"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_affiliate_idx" ON "api_keys" USING btree ("workspace_id","affiliate_id");--> statement-breakpoint
CREATE INDEX "commission_adjustments_dispute_idx" ON "commission_adjustments" USING btree ("workspace_id","dispute_id") WHERE "commission_adjustments"."dispute_id" is not null;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_portal" CHECK (case when "api_keys"."affiliate_id" is null then not ("api_keys"."scopes" && array['portal:read', 'portal:write'])
        else "api_keys"."scopes" <@ array['portal:read', 'portal:write'] and "api_keys"."kind" in ('secret_live', 'secret_test') end);--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_dispute" CHECK ("commission_adjustments"."dispute_id" is null or "commission_adjustments"."kind" = 'carried');--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_cause" CHECK (num_nonnulls("commission_adjustments"."change_id", "commission_adjustments"."decision_id", "commission_adjustments"."dispute_id") = 1);
--> statement-breakpoint
select apply_tenant_policy('disputes');
--> statement-breakpoint
select apply_tenant_policy('dispute_steps');
--> statement-breakpoint
select apply_tenant_policy('dispute_settings');
--> statement-breakpoint
grant select, insert on disputes, dispute_steps, dispute_settings to tributary_app;
--> statement-breakpoint
-- What was disputed, and until when it is to be answered, is written once.
grant update (status, answered_at, closed_at, closed_by, outcome, awarded_minor) on disputes to tributary_app;
--> statement-breakpoint
grant update (answer_days, decision_days) on dispute_settings to tributary_app;
--> statement-breakpoint
create trigger append_only before update or delete on dispute_steps for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on dispute_steps for each statement execute function refuse_change();
--> statement-breakpoint
-- The legal moves of core/payout/dispute.ts, once more. A merchant upholds its own dispute once it was answered, or the
-- time for that has passed.
create function check_dispute_move() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'open' then
      raise exception 'dispute % does not begin %', new.id, new.status using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if not (old.status || '>' || new.status) = any (array[
       'open>answered', 'open>upheld', 'open>withdrawn',
       'answered>upheld', 'answered>rejected', 'answered>withdrawn']) then
    raise exception 'dispute % cannot move from % to %', old.id, old.status, new.status using errcode = 'check_violation';
  end if;
  if old.party = 'merchant' and old.status = 'open' and new.status = 'upheld' and new.closed_at < old.answer_due_at then
    raise exception 'dispute % waits for its answer', old.id using errcode = 'check_violation';
  end if;
  if old.answered_at is not null and new.answered_at is distinct from old.answered_at then
    raise exception 'dispute % was answered', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger legal_move before insert or update on disputes for each row execute function check_dispute_move();
--> statement-breakpoint
-- A key stays whose it is.
create function keep_key_owner() returns trigger language plpgsql as $$
begin
  raise exception 'key % keeps its affiliate', old.id using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger keep_owner before update on api_keys for each row
  when (new.affiliate_id is distinct from old.affiliate_id) execute function keep_key_owner();
