CREATE TABLE "audit_heads" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"last_sequence" bigint DEFAULT 0 NOT NULL,
	"last_hash" text DEFAULT '0000000000000000000000000000000000000000000000000000000000000000' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "sequence" bigint;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "previous_hash" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "audit_heads" ADD CONSTRAINT "audit_heads_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_sequence" UNIQUE("workspace_id","sequence");--> statement-breakpoint
-- Rows from before have no place in a chain; from now on each has.
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_chained"
  CHECK ("sequence" is not null and "previous_hash" is not null and "hash" is not null) NOT VALID;
--> statement-breakpoint
select apply_tenant_policy('audit_heads');
--> statement-breakpoint
grant select, insert on audit_heads to tributary_app;
--> statement-breakpoint
grant update (last_sequence, last_hash) on audit_heads to tributary_app;
