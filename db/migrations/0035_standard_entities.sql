CREATE TYPE "public"."creative_kind" AS ENUM('banner', 'text', 'link', 'video');--> statement-breakpoint
CREATE TYPE "public"."offer_status" AS ENUM('draft', 'active', 'paused', 'closed');--> statement-breakpoint
CREATE TYPE "public"."offer_visibility" AS ENUM('public', 'private', 'application');--> statement-breakpoint
CREATE TABLE "affiliate_groups" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"color" text,
	"description" text,
	CONSTRAINT "affiliate_groups_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"phone" text,
	"position" text,
	CONSTRAINT "contacts_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "notes" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"text" text NOT NULL,
	"is_pinned" boolean DEFAULT false NOT NULL,
	"author" text NOT NULL,
	CONSTRAINT "notes_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "saved_reports" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"definition" jsonb NOT NULL,
	"owner" text NOT NULL,
	"is_shared" boolean DEFAULT false NOT NULL,
	CONSTRAINT "saved_reports_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"rule" jsonb NOT NULL,
	CONSTRAINT "segments_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "stage_moves" (
	"workspace_id" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "stage_moves_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"affiliate_id" text NOT NULL,
	"from_stage_id" text,
	"to_stage_id" text,
	"actor" text NOT NULL,
	"moved_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stage_moves_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "stage_moves_moves" CHECK ("stage_moves"."from_stage_id" is distinct from "stage_moves"."to_stage_id")
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"color" text,
	"description" text,
	CONSTRAINT "tags_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"affiliate_id" text,
	"title" text NOT NULL,
	"text" text,
	"due_at" timestamp with time zone NOT NULL,
	"assignee" text,
	"remind_at" timestamp with time zone,
	"reminded_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	"done_by" text,
	CONSTRAINT "tasks_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "tasks_done" CHECK (("tasks"."done_at" is null) = ("tasks"."done_by" is null)),
	CONSTRAINT "tasks_reminder" CHECK ("tasks"."remind_at" is null or "tasks"."assignee" is not null)
);
--> statement-breakpoint
CREATE TABLE "creatives" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"offer_id" text NOT NULL,
	"kind" "creative_kind" NOT NULL,
	"name" text NOT NULL,
	"url" text,
	"body" text,
	"width" integer,
	"height" integer,
	CONSTRAINT "creatives_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "creatives_shown" CHECK ("creatives"."url" is not null or "creatives"."body" is not null),
	CONSTRAINT "creatives_size" CHECK (("creatives"."width" is null) = ("creatives"."height" is null)
        and ("creatives"."width" is null or ("creatives"."width" > 0 and "creatives"."height" > 0)))
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"program_id" text NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"terms" text,
	"landing_url" text NOT NULL,
	"plan_id" text,
	"status" "offer_status" DEFAULT 'draft' NOT NULL,
	"visibility" "offer_visibility" DEFAULT 'public' NOT NULL,
	CONSTRAINT "offers_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "pipelines" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"description" text,
	CONSTRAINT "pipelines_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "stages" (
	"workspace_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" text NOT NULL,
	"pipeline_id" text NOT NULL,
	"name" text NOT NULL,
	"color" text,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "stages_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "stages_position" CHECK ("stages"."position" between 0 and 10000)
);
--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "stage_id" text;--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "coupons" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "coupons" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "link_domains" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "link_domains" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "affiliate_groups" ADD CONSTRAINT "affiliate_groups_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_reports" ADD CONSTRAINT "saved_reports_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_moves" ADD CONSTRAINT "stage_moves_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_moves" ADD CONSTRAINT "stage_moves_workspace_id_from_stage_id_stages_workspace_id_id_fk" FOREIGN KEY ("workspace_id","from_stage_id") REFERENCES "public"."stages"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_moves" ADD CONSTRAINT "stage_moves_workspace_id_to_stage_id_stages_workspace_id_id_fk" FOREIGN KEY ("workspace_id","to_stage_id") REFERENCES "public"."stages"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tags" ADD CONSTRAINT "tags_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "creatives" ADD CONSTRAINT "creatives_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "creatives" ADD CONSTRAINT "creatives_workspace_id_offer_id_offers_workspace_id_id_fk" FOREIGN KEY ("workspace_id","offer_id") REFERENCES "public"."offers"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_workspace_id_program_id_programs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_workspace_id_plan_id_plans_workspace_id_id_fk" FOREIGN KEY ("workspace_id","plan_id") REFERENCES "public"."plans"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pipelines" ADD CONSTRAINT "pipelines_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_workspace_id_pipeline_id_pipelines_workspace_id_id_fk" FOREIGN KEY ("workspace_id","pipeline_id") REFERENCES "public"."pipelines"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "affiliate_groups_name" ON "affiliate_groups" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE INDEX "contacts_affiliate_idx" ON "contacts" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE INDEX "contacts_name_idx" ON "contacts" USING btree ("workspace_id","name","id");--> statement-breakpoint
CREATE INDEX "notes_affiliate_idx" ON "notes" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE INDEX "saved_reports_name_idx" ON "saved_reports" USING btree ("workspace_id","name","id");--> statement-breakpoint
CREATE UNIQUE INDEX "segments_name" ON "segments" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE INDEX "stage_moves_affiliate_idx" ON "stage_moves" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "tags_name" ON "tags" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE INDEX "tasks_affiliate_idx" ON "tasks" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE INDEX "tasks_due_idx" ON "tasks" USING btree ("workspace_id","due_at","id");--> statement-breakpoint
CREATE INDEX "tasks_remind_idx" ON "tasks" USING btree ("workspace_id","remind_at") WHERE "tasks"."reminded_at" is null and "tasks"."done_at" is null;--> statement-breakpoint
CREATE INDEX "creatives_offer_idx" ON "creatives" USING btree ("workspace_id","offer_id","id");--> statement-breakpoint
CREATE INDEX "creatives_name_idx" ON "creatives" USING btree ("workspace_id","name","id");--> statement-breakpoint
CREATE INDEX "offers_program_idx" ON "offers" USING btree ("workspace_id","program_id","id");--> statement-breakpoint
CREATE INDEX "offers_name_idx" ON "offers" USING btree ("workspace_id","name","id");--> statement-breakpoint
CREATE UNIQUE INDEX "pipelines_name" ON "pipelines" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "stages_name" ON "stages" USING btree ("workspace_id","pipeline_id","name");--> statement-breakpoint
CREATE INDEX "stages_position_idx" ON "stages" USING btree ("workspace_id","position","id");--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_workspace_id_stage_id_stages_workspace_id_id_fk" FOREIGN KEY ("workspace_id","stage_id") REFERENCES "public"."stages"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "affiliates_name_idx" ON "affiliates" USING btree ("workspace_id","name","id");--> statement-breakpoint
CREATE INDEX "affiliates_email_idx" ON "affiliates" USING btree ("workspace_id","email","id");--> statement-breakpoint
CREATE INDEX "affiliates_created_idx" ON "affiliates" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "affiliates_stage_idx" ON "affiliates" USING btree ("workspace_id","stage_id","id");--> statement-breakpoint
CREATE INDEX "coupons_code_idx" ON "coupons" USING btree ("workspace_id","code","id");--> statement-breakpoint
CREATE INDEX "links_slug_idx" ON "links" USING btree ("workspace_id","slug","id");--> statement-breakpoint
CREATE INDEX "links_created_idx" ON "links" USING btree ("workspace_id","created_at","id");
--> statement-breakpoint
-- A change that changes something is a new version of its row: what ETag tells and If-Match asks for.
create function bump_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;
--> statement-breakpoint
do $$
declare kept text;
begin
  foreach kept in array array['offers', 'creatives', 'affiliate_groups', 'tags', 'contacts', 'notes', 'tasks', 'pipelines',
                              'stages', 'segments', 'saved_reports', 'stage_moves']
  loop
    perform apply_tenant_policy(kept::regclass);
    execute format('grant select, insert on %I to tributary_app', kept);
    continue when kept = 'stage_moves';
    execute format('grant update on %I to tributary_app', kept);
    execute format('create trigger bump_version before update on %I for each row when (old.* is distinct from new.*)
                    execute function bump_version()', kept);
  end loop;
  -- A link counts its versions itself.
  foreach kept in array array['affiliates', 'programs', 'coupons', 'link_domains']
  loop
    execute format('create trigger bump_version before update on %I for each row when (old.* is distinct from new.*)
                    execute function bump_version()', kept);
  end loop;
end $$;
--> statement-breakpoint
create trigger append_only before update or delete on stage_moves for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on stage_moves for each statement execute function refuse_change();
--> statement-breakpoint
-- A name that plans and policies may ask for stays what it is.
create function keep_name() returns trigger language plpgsql as $$
begin
  raise exception '% keeps its name', old.id using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger keep_name before update on affiliate_groups for each row
  when (new.name is distinct from old.name) execute function keep_name();
--> statement-breakpoint
create trigger keep_name before update on tags for each row
  when (new.name is distinct from old.name) execute function keep_name();
--> statement-breakpoint
-- Groups and tags that affiliates have so far. Written as the owner, who is bound by row-level security as well.
alter table affiliates no force row level security;
--> statement-breakpoint
alter table affiliate_groups no force row level security;
--> statement-breakpoint
alter table tags no force row level security;
--> statement-breakpoint
create function pg_temp.new_id(prefix text, salt text) returns text language sql volatile as
$$ select prefix || '_' || '0' || string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + floor(random() * 32)::int, 1), '')
     from generate_series(1, 25) where salt is not null $$;
--> statement-breakpoint
insert into affiliate_groups (workspace_id, id, name)
select workspace_id, pg_temp.new_id('grp', affiliate_group), affiliate_group
  from affiliates where affiliate_group is not null group by workspace_id, affiliate_group;
--> statement-breakpoint
insert into tags (workspace_id, id, name)
select workspace_id, pg_temp.new_id('tag', tag), tag
  from affiliates, unnest(affiliates.tags) as tag group by workspace_id, tag;
--> statement-breakpoint
alter table affiliates force row level security;
--> statement-breakpoint
alter table affiliate_groups force row level security;
--> statement-breakpoint
alter table tags force row level security;
