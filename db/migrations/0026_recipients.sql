CREATE TYPE "public"."notice_status" AS ENUM('waiting', 'sent', 'failed');--> statement-breakpoint
CREATE TYPE "public"."payout_method_kind" AS ENUM('iban', 'stripe', 'paypal', 'wise');--> statement-breakpoint
CREATE TABLE "notices" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"cause" text NOT NULL,
	"sealed" text NOT NULL,
	"status" "notice_status" DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"problem" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notices_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "notices_cause" UNIQUE("workspace_id","cause"),
	CONSTRAINT "notices_sent" CHECK (("notices"."status" = 'sent') = ("notices"."sent_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "payout_methods" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"kind" "payout_method_kind" NOT NULL,
	"country" char(2),
	"hint" text NOT NULL,
	"sealed" text NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"cancelled_at" timestamp with time zone,
	"cancelled_by" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_methods_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "payout_methods_of_affiliate" UNIQUE("workspace_id","affiliate_id","id"),
	CONSTRAINT "payout_methods_cancelled_before" CHECK (("payout_methods"."cancelled_at" is null) = ("payout_methods"."cancelled_by" is null) and "payout_methods"."cancelled_at" < "payout_methods"."effective_at")
);
--> statement-breakpoint
CREATE TABLE "payout_approval_limits" (
	"workspace_id" text NOT NULL,
	"currency" char(3) NOT NULL,
	"step_up_over_minor" bigint,
	CONSTRAINT "payout_approval_limits_workspace_id_currency_pk" PRIMARY KEY("workspace_id","currency"),
	CONSTRAINT "payout_approval_limits_not_negative" CHECK ("payout_approval_limits"."step_up_over_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "step_up_factors" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"principal" text NOT NULL,
	"sealed" text NOT NULL,
	"confirmed_at" timestamp with time zone,
	"vouched_by" text,
	"vouched_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"last_counter" bigint,
	"failures" integer DEFAULT 0 NOT NULL,
	"wait_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "step_up_factors_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "step_up_factors_in_order" CHECK (("step_up_factors"."vouched_at" is null) = ("step_up_factors"."vouched_by" is null)
        and ("step_up_factors"."vouched_at" is null or "step_up_factors"."confirmed_at" is not null)),
	CONSTRAINT "step_up_factors_failures" CHECK ("step_up_factors"."failures" >= 0)
);
--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "previous_email" text;--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "email_changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "payout_method_id" text;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_methods" ADD CONSTRAINT "payout_methods_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_approval_limits" ADD CONSTRAINT "payout_approval_limits_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "step_up_factors" ADD CONSTRAINT "step_up_factors_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notices_due_idx" ON "notices" USING btree ("workspace_id","due_at") WHERE "notices"."status" = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "payout_methods_in_force_idx" ON "payout_methods" USING btree ("workspace_id","affiliate_id","effective_at") WHERE "payout_methods"."cancelled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "step_up_factors_confirmed" ON "step_up_factors" USING btree ("workspace_id","principal") WHERE "step_up_factors"."confirmed_at" is not null and "step_up_factors"."revoked_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "step_up_factors_unconfirmed" ON "step_up_factors" USING btree ("workspace_id","principal") WHERE "step_up_factors"."confirmed_at" is null and "step_up_factors"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "step_up_factors_principal_idx" ON "step_up_factors" USING btree ("workspace_id","principal","id");--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_method_of_affiliate" FOREIGN KEY ("workspace_id","affiliate_id","payout_method_id") REFERENCES "public"."payout_methods"("workspace_id","affiliate_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
select apply_tenant_policy('payout_methods');
--> statement-breakpoint
select apply_tenant_policy('step_up_factors');
--> statement-breakpoint
select apply_tenant_policy('payout_approval_limits');
--> statement-breakpoint
select apply_tenant_policy('notices');
--> statement-breakpoint
grant select, insert on payout_methods, step_up_factors, payout_approval_limits, notices to tributary_app;
--> statement-breakpoint
grant update (cancelled_at, cancelled_by) on payout_methods to tributary_app;
--> statement-breakpoint
grant update (confirmed_at, vouched_by, vouched_at, revoked_at, last_counter, failures, wait_until) on step_up_factors to tributary_app;
--> statement-breakpoint
grant update (step_up_over_minor) on payout_approval_limits to tributary_app;
--> statement-breakpoint
grant update (status, attempts, due_at, sent_at, problem) on notices to tributary_app;
--> statement-breakpoint
-- The method of each affiliate of a workspace that is paid to at an instant.
create function payout_methods_in_force(workspace text, at timestamptz) returns setof payout_methods language sql stable as $$
  select distinct on (affiliate_id) * from payout_methods
   where workspace_id = workspace and cancelled_at is null and effective_at <= at
   order by affiliate_id, effective_at desc
$$;
--> statement-breakpoint
-- One that is not an affiliate's first takes effect 72 hours after it was asked for, and after all before it.
create function check_new_payout_method() returns trigger language plpgsql as $$
begin
  if exists (select 1 from payout_methods as earlier
              where earlier.workspace_id = new.workspace_id and earlier.affiliate_id = new.affiliate_id
                and earlier.cancelled_at is null
                and (new.effective_at < new.created_at + interval '72 hours' or earlier.effective_at > new.effective_at)) then
    raise exception 'payout method % takes effect too early', new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger waits before insert on payout_methods for each row execute function check_new_payout_method();
--> statement-breakpoint
create function check_cancelled_payout_method() returns trigger language plpgsql as $$
begin
  if old.cancelled_at is not null then
    raise exception 'payout method % was cancelled before', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger cancelled_once before update on payout_methods for each row execute function check_cancelled_payout_method();
--> statement-breakpoint
-- A code is spent for good, and what was revoked or confirmed stays so.
create function check_step_up_factor() returns trigger language plpgsql as $$
begin
  if old.revoked_at is not null
     or (old.confirmed_at is not null and new.confirmed_at is distinct from old.confirmed_at)
     or (old.vouched_at is not null and new.vouched_at is distinct from old.vouched_at)
     or coalesce(new.last_counter < old.last_counter, old.last_counter is not null and new.last_counter is null) then
    raise exception 'step-up factor % does not go back', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger only_onward before update on step_up_factors for each row execute function check_step_up_factor();
