CREATE TABLE "former_terms" (
	"workspace_id" text NOT NULL,
	"program_id" text NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"plan_id" text NOT NULL,
	"commission_currency" "commission_currency" NOT NULL,
	CONSTRAINT "former_terms_workspace_id_program_id_ended_at_pk" PRIMARY KEY("workspace_id","program_id","ended_at")
);
--> statement-breakpoint
ALTER TABLE "former_terms" ADD CONSTRAINT "former_terms_workspace_id_program_id_programs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "former_terms" ADD CONSTRAINT "former_terms_workspace_id_plan_id_plans_workspace_id_id_fk" FOREIGN KEY ("workspace_id","plan_id") REFERENCES "public"."plans"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
select apply_tenant_policy('former_terms');
--> statement-breakpoint
grant select, insert on former_terms to tributary_app;
--> statement-breakpoint
create trigger append_only before update or delete on former_terms for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on former_terms for each statement execute function refuse_change();
