CREATE TYPE "public"."commission_kind" AS ENUM('sale', 'override', 'bonus');--> statement-breakpoint
CREATE TABLE "plan_cases" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"plan_id" text NOT NULL,
	"name" text NOT NULL,
	"given" jsonb NOT NULL,
	"expected" jsonb NOT NULL,
	"retired_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plan_cases_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "plan_exceptions" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"program_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"plan_id" text,
	"effective_from" timestamp with time zone NOT NULL,
	"effective_to" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plan_exceptions_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "plan_exceptions_begin" UNIQUE("workspace_id","program_id","affiliate_id","effective_from"),
	CONSTRAINT "plan_exceptions_ends_later" CHECK ("plan_exceptions"."effective_to" > "plan_exceptions"."effective_from")
);
--> statement-breakpoint
ALTER TABLE "commissions" DROP CONSTRAINT "commissions_credit";--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "class" text DEFAULT 'content' NOT NULL;--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "affiliate_group" text;--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "tier" text;--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "country" char(2);--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "tags" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "sponsor_id" text;--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "currency" char(3);--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "kind" "commission_kind" DEFAULT 'sale' NOT NULL;--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "level" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "rule_id" text;--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "bonus_key" text;--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "trace" jsonb;--> statement-breakpoint
ALTER TABLE "conversions" ADD COLUMN "shipping_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "conversions" ADD COLUMN "tax_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "conversions" ADD COLUMN "discount_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "conversions" ADD COLUMN "country" char(2);--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "commission_inputs" jsonb;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "time_zone" text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_cases" ADD CONSTRAINT "plan_cases_workspace_id_plan_id_plans_workspace_id_id_fk" FOREIGN KEY ("workspace_id","plan_id") REFERENCES "public"."plans"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_exceptions" ADD CONSTRAINT "plan_exceptions_workspace_id_program_id_programs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_exceptions" ADD CONSTRAINT "plan_exceptions_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_exceptions" ADD CONSTRAINT "plan_exceptions_workspace_id_plan_id_plans_workspace_id_id_fk" FOREIGN KEY ("workspace_id","plan_id") REFERENCES "public"."plans"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "plan_cases_plan_idx" ON "plan_cases" USING btree ("workspace_id","plan_id","id");--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_sponsor_fk" FOREIGN KEY ("workspace_id","sponsor_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "affiliates_sponsor_idx" ON "affiliates" USING btree ("workspace_id","sponsor_id");--> statement-breakpoint
CREATE UNIQUE INDEX "commissions_bonus" ON "commissions" USING btree ("workspace_id","affiliate_id","bonus_key") WHERE "commissions"."bonus_key" is not null and "commissions"."status" <> 'reversed';--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_credit" UNIQUE("workspace_id","decision_id","credit_position","kind","level");--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_sponsor_another" CHECK ("affiliates"."sponsor_id" <> "affiliates"."id");--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_level" CHECK (("commissions"."kind" = 'sale') = ("commissions"."level" = 0) and "commissions"."level" >= 0);--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_bonus_key" CHECK (("commissions"."bonus_key" is not null) = ("commissions"."kind" = 'bonus'));--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_parts_not_negative" CHECK ("conversions"."shipping_minor" >= 0 and "conversions"."tax_minor" >= 0 and "conversions"."discount_minor" >= 0);
--> statement-breakpoint
select apply_tenant_policy('plan_exceptions');
--> statement-breakpoint
select apply_tenant_policy('plan_cases');
--> statement-breakpoint
grant select, insert on plan_exceptions, plan_cases to tributary_app;
--> statement-breakpoint
-- A case is retired, never edited.
grant update (retired_at) on plan_cases to tributary_app;
--> statement-breakpoint
create trigger append_only before update or delete on plan_exceptions for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on plan_exceptions for each statement execute function refuse_change();
--> statement-breakpoint
-- Nobody is above himself. Sponsors of a workspace change one after the other: of two that would close a
-- cycle together, the later one sees the earlier.
create function refuse_sponsor_cycle() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('tributary.sponsors.' || new.workspace_id, 0));
  if exists (
    with recursive above as (
      select new.sponsor_id as id
      union
      select affiliates.sponsor_id from above join affiliates
          on affiliates.workspace_id = new.workspace_id and affiliates.id = above.id
       where affiliates.sponsor_id is not null)
    select from above where id = new.id) then
    raise exception 'sponsor % of affiliate % is below it', new.sponsor_id, new.id
      using errcode = 'check_violation', constraint = 'affiliates_sponsor_acyclic';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger sponsor_acyclic before insert or update of sponsor_id on affiliates
  for each row when (new.sponsor_id is not null) execute function refuse_sponsor_cycle();
