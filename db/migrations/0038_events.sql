CREATE TYPE "public"."event_delivery_status" AS ENUM('waiting', 'delivered', 'failed');--> statement-breakpoint
CREATE TYPE "public"."event_target_end" AS ENUM('by_hand', 'gone', 'failing');--> statement-breakpoint
CREATE TYPE "public"."event_target_kind" AS ENUM('webhook', 'postback');--> statement-breakpoint
CREATE TYPE "public"."event_target_status" AS ENUM('enabled', 'disabled');--> statement-breakpoint
CREATE TABLE "event_attempts" (
	"workspace_id" text NOT NULL,
	"target_id" text NOT NULL,
	"event_id" text NOT NULL,
	"number" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"status_code" integer,
	"problem" text,
	"answer" text,
	CONSTRAINT "event_attempts_workspace_id_target_id_event_id_number_pk" PRIMARY KEY("workspace_id","target_id","event_id","number")
);
--> statement-breakpoint
CREATE TABLE "event_deliveries" (
	"workspace_id" text NOT NULL,
	"target_id" text NOT NULL,
	"event_id" text NOT NULL,
	"status" "event_delivery_status" DEFAULT 'waiting' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"status_code" integer,
	"problem" text,
	"delivered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "event_deliveries_workspace_id_target_id_event_id_pk" PRIMARY KEY("workspace_id","target_id","event_id"),
	CONSTRAINT "event_deliveries_delivered" CHECK (("event_deliveries"."status" = 'delivered') = ("event_deliveries"."delivered_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "event_targets" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" "event_target_kind" NOT NULL,
	"url" text NOT NULL,
	"types" text[] NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"status" "event_target_status" DEFAULT 'enabled' NOT NULL,
	"ended" "event_target_end",
	"contact_email" text,
	"sealed_secret" text,
	"sealed_earlier_secret" text,
	"earlier_until" timestamp with time zone,
	"affiliate_id" text,
	"program_id" text,
	"failing_since" timestamp with time zone,
	"given_up" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "event_targets_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "event_targets_ended" CHECK (("event_targets"."ended" is null) = ("event_targets"."status" = 'enabled')),
	CONSTRAINT "event_targets_types" CHECK (cardinality("event_targets"."types") > 0),
	CONSTRAINT "event_targets_earlier" CHECK (("event_targets"."sealed_earlier_secret" is null) = ("event_targets"."earlier_until" is null)),
	CONSTRAINT "event_targets_kind" CHECK (case "event_targets"."kind" when 'webhook' then "event_targets"."sealed_secret" is not null and "event_targets"."affiliate_id" is null
            and "event_targets"."program_id" is null
          else "event_targets"."sealed_secret" is null and "event_targets"."affiliate_id" is not null end)
);
--> statement-breakpoint
CREATE TABLE "events" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"type" text NOT NULL,
	"subject_id" text NOT NULL,
	"affiliate_id" text,
	"program_id" text,
	"data" jsonb NOT NULL,
	"cause" text NOT NULL,
	"request_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "events_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "events_cause" UNIQUE("workspace_id","cause")
);
--> statement-breakpoint
ALTER TABLE "event_attempts" ADD CONSTRAINT "event_attempts_workspace_id_target_id_event_id_event_deliveries_workspace_id_target_id_event_id_fk" FOREIGN KEY ("workspace_id","target_id","event_id") REFERENCES "public"."event_deliveries"("workspace_id","target_id","event_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_deliveries" ADD CONSTRAINT "event_deliveries_workspace_id_target_id_event_targets_workspace_id_id_fk" FOREIGN KEY ("workspace_id","target_id") REFERENCES "public"."event_targets"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_deliveries" ADD CONSTRAINT "event_deliveries_workspace_id_event_id_events_workspace_id_id_fk" FOREIGN KEY ("workspace_id","event_id") REFERENCES "public"."events"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_targets" ADD CONSTRAINT "event_targets_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_targets" ADD CONSTRAINT "event_targets_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_targets" ADD CONSTRAINT "event_targets_workspace_id_program_id_programs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "event_deliveries_event_idx" ON "event_deliveries" USING btree ("workspace_id","event_id");--> statement-breakpoint
CREATE INDEX "event_deliveries_due_idx" ON "event_deliveries" USING btree ("workspace_id","target_id","due_at") WHERE "event_deliveries"."status" = 'waiting';--> statement-breakpoint
select apply_tenant_policy('events');
--> statement-breakpoint
select apply_tenant_policy('event_targets');
--> statement-breakpoint
select apply_tenant_policy('event_deliveries');
--> statement-breakpoint
select apply_tenant_policy('event_attempts');
--> statement-breakpoint
-- An agent's own act is told to whoever listens, so that it writes what it may not read: the lock is on reading, and lets
-- what is of no affiliate by. No route shows an agent any of it.
create policy agent on events as restrictive for select using ((select unbound_by_agent()) is not null
  or affiliate_id is null or affiliate_id = any ((select agent_affiliates())::text[]));
--> statement-breakpoint
create policy agent on event_targets as restrictive for select using ((select unbound_by_agent()) is not null
  or affiliate_id is null or affiliate_id = any ((select agent_affiliates())::text[]));
--> statement-breakpoint
-- What happened is told once as it was, and kept for 90 days.
create policy kept_until_expiry on events as restrictive for delete using (created_at <= now() - interval '90 days');
--> statement-breakpoint
grant select, insert, delete on events to tributary_app;
--> statement-breakpoint
grant select, insert on event_targets, event_deliveries, event_attempts to tributary_app;
--> statement-breakpoint
grant update (url, types, description, status, ended, contact_email, sealed_secret, sealed_earlier_secret, earlier_until,
  failing_since, given_up, updated_at) on event_targets to tributary_app;
--> statement-breakpoint
grant update (status, tries, attempts, due_at, status_code, problem, delivered_at) on event_deliveries to tributary_app;
--> statement-breakpoint
create trigger append_only before update on events for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only before update on event_attempts for each row execute function refuse_change();
