CREATE TABLE "policy_cases" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"given" jsonb NOT NULL,
	"expected" jsonb NOT NULL,
	"retired_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policy_cases_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "conversions" DROP CONSTRAINT "conversions_attributed_reason";--> statement-breakpoint
ALTER TABLE "policy_cases" ADD CONSTRAINT "policy_cases_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_attributed_reason" CHECK (("conversions"."reason" in ('attributed', 'commission_zero', 'no_rule_matched', 'order_below_minimum', 'recurring_ended', 'commission_capped')) = ("conversions"."status" = 'attributed'));
--> statement-breakpoint
select apply_tenant_policy('policy_cases');
--> statement-breakpoint
grant select, insert on policy_cases to tributary_app;
--> statement-breakpoint
-- A case is retired, never edited.
grant update (retired_at) on policy_cases to tributary_app;
