ALTER TYPE "public"."application_status" ADD VALUE 'withdrawn';--> statement-breakpoint
ALTER TABLE "invitations" DROP CONSTRAINT "invitations_one_role";--> statement-breakpoint
ALTER TABLE "invitations" DROP CONSTRAINT "invitations_accepted";--> statement-breakpoint
DROP INDEX "applications_standing";--> statement-breakpoint
DROP INDEX "invitations_open";--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "affiliate_id" text;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "person_id" text;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_affiliate_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "applications_to_erase" ON "applications" USING btree ("workspace_id","decided_at") WHERE "applications"."status" not in ('pending', 'approved') and "applications"."erased_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_open_login" ON "invitations" USING btree ("workspace_id","affiliate_id","email_hash") WHERE "invitations"."accepted_at" is null and "invitations"."revoked_at" is null and "invitations"."affiliate_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "applications_standing" ON "applications" USING btree ("workspace_id","program_id","person_id") WHERE "applications"."status" in ('pending', 'approved');--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_open" ON "invitations" USING btree ("workspace_id","email_hash","is_wide") WHERE "invitations"."accepted_at" is null and "invitations"."revoked_at" is null and "invitations"."affiliate_id" is null;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_erased" CHECK ("applications"."erased_at" is null or ("applications"."status" not in ('pending', 'approved') and "applications"."answers" = '{}'
        and "applications"."name" || "applications"."email" || "applications"."country" || "applications"."explanation" || coalesce("applications"."reason", '') = ''));--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_one_gift" CHECK (num_nonnulls("invitations"."role", "invitations"."custom_role_id", "invitations"."affiliate_id") = 1);--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_accepted_by_one" CHECK (num_nonnulls("invitations"."member_id", "invitations"."person_id") = num_nonnulls("invitations"."accepted_at"));--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_person_is_login" CHECK ("invitations"."person_id" is null or "invitations"."affiliate_id" is not null);--> statement-breakpoint
select apply_agent_policy('invitations');
--> statement-breakpoint
grant update (person_id) on invitations to tributary_app;
--> statement-breakpoint
grant update (name, email, country, answers, erased_at) on applications to tributary_app;
--> statement-breakpoint
-- What was decided stays so, and what was answered. Of what came to nothing all that tells of the applicant may be erased, once.
create or replace function check_application() returns trigger language plpgsql as $$
declare
  personal constant text[] := array['name', 'email', 'country', 'answers', 'explanation', 'reason', 'erased_at'];
begin
  if old.erased_at is null and new.erased_at is not null and to_jsonb(new) - personal = to_jsonb(old) - personal then
    return new;
  end if;
  if old.status <> 'pending' then
    raise exception 'application % was decided', old.id using errcode = 'check_violation';
  end if;
  if (new.name, new.email, new.country, new.answers, new.erased_at)
     is distinct from (old.name, old.email, old.country, old.answers, old.erased_at) then
    raise exception 'application % was answered', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
