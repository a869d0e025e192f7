CREATE TYPE "public"."locked_sales" AS ENUM('stay', 'carry');--> statement-breakpoint
CREATE TABLE "simulation_applications" (
	"workspace_id" text NOT NULL,
	"simulation_id" text NOT NULL,
	"locked" "locked_sales" NOT NULL,
	"status" "simulation_status" DEFAULT 'queued' NOT NULL,
	"cursor_at" timestamp with time zone,
	"cursor_id" text,
	"conversions" bigint DEFAULT 0 NOT NULL,
	"changed_conversions" bigint DEFAULT 0 NOT NULL,
	"stayed_conversions" bigint DEFAULT 0 NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "simulation_applications_workspace_id_simulation_id_pk" PRIMARY KEY("workspace_id","simulation_id"),
	CONSTRAINT "simulation_applications_done_at" CHECK (("simulation_applications"."status" = 'done') = ("simulation_applications"."done_at" is not null)),
	CONSTRAINT "simulation_applications_cursor" CHECK (("simulation_applications"."cursor_at" is null) = ("simulation_applications"."cursor_id" is null))
);
--> statement-breakpoint
CREATE TABLE "simulation_bonuses" (
	"workspace_id" text NOT NULL,
	"simulation_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"bonus_key" text NOT NULL,
	CONSTRAINT "simulation_bonuses_workspace_id_simulation_id_affiliate_id_bonus_key_pk" PRIMARY KEY("workspace_id","simulation_id","affiliate_id","bonus_key")
);
--> statement-breakpoint
CREATE TABLE "simulation_credits" (
	"workspace_id" text NOT NULL,
	"simulation_id" text NOT NULL,
	"conversion_id" text NOT NULL,
	"position" integer NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"credit_ppm" integer NOT NULL,
	"plan_id" text NOT NULL,
	"month" text NOT NULL,
	"base_minor" bigint NOT NULL,
	"base_currency" char(3) NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"customer_keys" text[] NOT NULL,
	CONSTRAINT "simulation_credits_workspace_id_simulation_id_conversion_id_position_pk" PRIMARY KEY("workspace_id","simulation_id","conversion_id","position")
);
--> statement-breakpoint
DROP INDEX "commissions_bonus";--> statement-breakpoint
ALTER TABLE "commission_adjustments" DROP CONSTRAINT "commission_adjustments_workspace_id_change_id_commission_id_kind_pk";--> statement-breakpoint
ALTER TABLE "commission_adjustments" ALTER COLUMN "change_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "decisions" ALTER COLUMN "policy_version" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "simulations" ALTER COLUMN "policy" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "simulations" ALTER COLUMN "policy_hash" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD COLUMN "decision_id" text;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD COLUMN "cause_id" text GENERATED ALWAYS AS (coalesce(change_id, decision_id)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_workspace_id_cause_id_commission_id_kind_pk" PRIMARY KEY("workspace_id","cause_id","commission_id","kind");--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "superseded_by" text;--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "superseded_from" "commission_status";--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "simulation_id" text;--> statement-breakpoint
ALTER TABLE "simulations" ADD COLUMN "plan_id" text;--> statement-breakpoint
ALTER TABLE "simulations" ADD COLUMN "plan_body" jsonb;--> statement-breakpoint
ALTER TABLE "simulation_applications" ADD CONSTRAINT "simulation_applications_workspace_id_simulation_id_simulations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","simulation_id") REFERENCES "public"."simulations"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "simulation_bonuses" ADD CONSTRAINT "simulation_bonuses_workspace_id_simulation_id_simulations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","simulation_id") REFERENCES "public"."simulations"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "simulation_credits" ADD CONSTRAINT "simulation_credits_workspace_id_simulation_id_simulations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","simulation_id") REFERENCES "public"."simulations"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "simulation_applications_queued_idx" ON "simulation_applications" USING btree ("workspace_id","simulation_id") WHERE "simulation_applications"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "simulation_credits_affiliate_idx" ON "simulation_credits" USING btree ("workspace_id","simulation_id","affiliate_id");--> statement-breakpoint
CREATE INDEX "simulation_credits_customer_idx" ON "simulation_credits" USING gin ("customer_keys");--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_workspace_id_decision_id_decisions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","decision_id") REFERENCES "public"."decisions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_workspace_id_superseded_by_decisions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","superseded_by") REFERENCES "public"."decisions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_workspace_id_simulation_id_simulations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","simulation_id") REFERENCES "public"."simulations"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "commissions_bonus" ON "commissions" USING btree ("workspace_id","affiliate_id","bonus_key") WHERE "commissions"."bonus_key" is not null and "commissions"."status" <> 'reversed' and "commissions"."superseded_by" is null;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_cause" CHECK (num_nonnulls("commission_adjustments"."change_id", "commission_adjustments"."decision_id") = 1);--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_superseded" CHECK (("commissions"."superseded_by" is null) = ("commissions"."superseded_from" is null)
        and ("commissions"."superseded_by" is null or "commissions"."status" not in ('pending', 'held')));--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_policy" CHECK ("decisions"."policy_version" is not null or "decisions"."simulation_id" is not null);--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_first" CHECK ("decisions"."revision" > 1 or "decisions"."simulation_id" is null);--> statement-breakpoint
ALTER TABLE "simulations" ADD CONSTRAINT "simulations_policy_hash" CHECK (("simulations"."policy" is null) = ("simulations"."policy_hash" is null));--> statement-breakpoint
ALTER TABLE "simulations" ADD CONSTRAINT "simulations_plan_body" CHECK (("simulations"."plan_id" is null) = ("simulations"."plan_body" is null));--> statement-breakpoint
select apply_tenant_policy('simulation_applications');
--> statement-breakpoint
select apply_tenant_policy('simulation_bonuses');
--> statement-breakpoint
select apply_tenant_policy('simulation_credits');
--> statement-breakpoint
grant select, insert on simulation_applications, simulation_bonuses, simulation_credits to tributary_app;
--> statement-breakpoint
grant update (status, cursor_at, cursor_id, conversions, changed_conversions, stayed_conversions, done_at)
  on simulation_applications to tributary_app;
