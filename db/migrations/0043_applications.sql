CREATE TYPE "public"."application_status" AS ENUM('pending', 'approved', 'rejected');--> statement-breakpoint
CREATE TABLE "affiliate_people" (
	"workspace_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"person_id" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone,
	"removed_by" text,
	CONSTRAINT "affiliate_people_workspace_id_affiliate_id_person_id_pk" PRIMARY KEY("workspace_id","affiliate_id","person_id"),
	CONSTRAINT "affiliate_people_removed" CHECK (("affiliate_people"."removed_at" is null) = ("affiliate_people"."removed_by" is null))
);
--> statement-breakpoint
CREATE TABLE "application_forms" (
	"workspace_id" text NOT NULL,
	"program_id" text NOT NULL,
	"version" integer NOT NULL,
	"is_open" boolean NOT NULL,
	"questions" jsonb NOT NULL,
	"terms" jsonb NOT NULL,
	"hash" char(64) NOT NULL,
	"auto_approve" jsonb NOT NULL,
	"affiliate_group" text,
	"reapply_days" integer,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "application_forms_workspace_id_program_id_version_pk" PRIMARY KEY("workspace_id","program_id","version"),
	CONSTRAINT "application_forms_version_positive" CHECK ("application_forms"."version" > 0),
	CONSTRAINT "application_forms_reapply_days_range" CHECK ("application_forms"."reapply_days" between 0 and 3650)
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"program_id" text NOT NULL,
	"form_version" integer NOT NULL,
	"form_hash" char(64) NOT NULL,
	"person_id" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"country" char(2) NOT NULL,
	"answers" jsonb NOT NULL,
	"terms_version" text NOT NULL,
	"consented_at" timestamp with time zone NOT NULL,
	"status" "application_status" DEFAULT 'pending' NOT NULL,
	"explanation" text NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" text,
	"reason" text,
	"affiliate_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "applications_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "applications_decided" CHECK (("applications"."status" = 'pending') = ("applications"."decided_at" is null)),
	CONSTRAINT "applications_approved" CHECK (("applications"."status" = 'approved') = ("applications"."affiliate_id" is not null)),
	CONSTRAINT "applications_rejected" CHECK ("applications"."status" <> 'rejected' or "applications"."reason" is not null)
);
--> statement-breakpoint
ALTER TABLE "affiliate_people" ADD CONSTRAINT "affiliate_people_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "affiliate_people" ADD CONSTRAINT "affiliate_people_affiliate_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_forms" ADD CONSTRAINT "application_forms_program_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_form_fk" FOREIGN KEY ("workspace_id","program_id","form_version") REFERENCES "public"."application_forms"("workspace_id","program_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_affiliate_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "affiliate_people_standing" ON "affiliate_people" USING btree ("workspace_id","person_id") WHERE "affiliate_people"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "affiliate_people_person_idx" ON "affiliate_people" USING btree ("person_id","affiliate_id");--> statement-breakpoint
CREATE INDEX "application_forms_program_idx" ON "application_forms" USING btree ("program_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "applications_standing" ON "applications" USING btree ("workspace_id","program_id","person_id") WHERE "applications"."status" <> 'rejected';--> statement-breakpoint
CREATE INDEX "applications_person_idx" ON "applications" USING btree ("person_id","id");--> statement-breakpoint
CREATE INDEX "applications_affiliate_idx" ON "applications" USING btree ("workspace_id","affiliate_id","program_id");--> statement-breakpoint
do $$
declare locked regclass;
begin
  foreach locked in array array['application_forms', 'applications', 'affiliate_people']::regclass[]
  loop
    perform apply_tenant_policy(locked);
  end loop;
end $$;
--> statement-breakpoint
-- Whoever wants to promote a program knows its id and reaches no workspace: by it the form is seen, and nothing else.
create policy by_program on application_forms for select using (program_id = (select proved('program_id')));
--> statement-breakpoint
create policy own on applications for select using (person_id = (select proved('person_id')));
--> statement-breakpoint
create policy own on affiliate_people for select using (person_id = (select proved('person_id')));
--> statement-breakpoint
select apply_agent_policy('applications');
--> statement-breakpoint
select apply_agent_policy('affiliate_people');
--> statement-breakpoint
grant select, insert on application_forms, applications, affiliate_people to tributary_app;
--> statement-breakpoint
-- A form stays as it was, and so does what was answered and consented to.
grant update (status, explanation, decided_at, decided_by, reason, affiliate_id) on applications to tributary_app;
--> statement-breakpoint
grant update (created_by, created_at, removed_at, removed_by) on affiliate_people to tributary_app;
--> statement-breakpoint
-- What was decided stays so.
create function check_application() returns trigger language plpgsql as $$
begin
  if old.status <> 'pending' then
    raise exception 'application % was decided', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger decided_for_good before update on applications for each row execute function check_application();
