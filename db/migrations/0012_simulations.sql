CREATE TYPE "public"."simulation_status" AS ENUM('queued', 'done');--> statement-breakpoint
CREATE TABLE "simulation_totals" (
	"workspace_id" text NOT NULL,
	"simulation_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"month" text NOT NULL,
	"currency" char(3) NOT NULL,
	"conversions_now" bigint NOT NULL,
	"conversions_then" bigint NOT NULL,
	"credit_now_ppm" bigint NOT NULL,
	"credit_then_ppm" bigint NOT NULL,
	"commission_now_minor" bigint NOT NULL,
	"commission_then_minor" bigint NOT NULL,
	CONSTRAINT "simulation_totals_workspace_id_simulation_id_affiliate_id_month_currency_pk" PRIMARY KEY("workspace_id","simulation_id","affiliate_id","month","currency")
);
--> statement-breakpoint
CREATE TABLE "simulations" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"policy" jsonb NOT NULL,
	"policy_hash" text NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"until_at" timestamp with time zone NOT NULL,
	"status" "simulation_status" DEFAULT 'queued' NOT NULL,
	"cursor_at" timestamp with time zone,
	"cursor_id" text,
	"conversions" bigint DEFAULT 0 NOT NULL,
	"changed_conversions" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "simulations_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "simulations_period" CHECK ("simulations"."from_at" < "simulations"."until_at"),
	CONSTRAINT "simulations_done_at" CHECK (("simulations"."status" = 'done') = ("simulations"."done_at" is not null)),
	CONSTRAINT "simulations_cursor" CHECK (("simulations"."cursor_at" is null) = ("simulations"."cursor_id" is null))
);
--> statement-breakpoint
ALTER TABLE "simulation_totals" ADD CONSTRAINT "simulation_totals_workspace_id_simulation_id_simulations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","simulation_id") REFERENCES "public"."simulations"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "simulations" ADD CONSTRAINT "simulations_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "simulations_queued_idx" ON "simulations" USING btree ("workspace_id","id") WHERE "simulations"."status" = 'queued';--> statement-breakpoint
select apply_tenant_policy('simulations');
--> statement-breakpoint
select apply_tenant_policy('simulation_totals');
--> statement-breakpoint
grant select, insert on simulations to tributary_app;
--> statement-breakpoint
grant select, insert, update on simulation_totals to tributary_app;
--> statement-breakpoint
grant update (status, cursor_at, cursor_id, conversions, changed_conversions, done_at) on simulations to tributary_app;
