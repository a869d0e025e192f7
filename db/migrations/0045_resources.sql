DROP INDEX "api_keys_affiliate_idx";--> statement-breakpoint
DROP INDEX "links_program_idx";--> statement-breakpoint
DROP INDEX "links_affiliate_idx";--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "updated_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "event_targets" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "event_targets" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "api_keys_name_idx" ON "api_keys" USING btree ("workspace_id","name","id");--> statement-breakpoint
CREATE INDEX "api_keys_created_idx" ON "api_keys" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "coupons_created_idx" ON "coupons" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "coupons_program_idx" ON "coupons" USING btree ("workspace_id","program_id","id");--> statement-breakpoint
CREATE INDEX "event_targets_affiliate_idx" ON "event_targets" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE INDEX "event_targets_created_idx" ON "event_targets" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "link_domains_created_idx" ON "link_domains" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "api_keys_affiliate_idx" ON "api_keys" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE INDEX "links_program_idx" ON "links" USING btree ("workspace_id","program_id","id");--> statement-breakpoint
CREATE INDEX "links_affiliate_idx" ON "links" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
create trigger bump_version before update on links for each row when (old.* is distinct from new.*)
  execute function bump_version();
--> statement-breakpoint
-- What is noted of their use is no new version.
create trigger bump_version before update of name, scopes, allowed_hosts, allowed_addresses, status, expires_at, revoked_at on api_keys
  for each row when (old.* is distinct from new.*) execute function bump_version();
--> statement-breakpoint
create trigger bump_version before update of url, types, description, status, ended, contact_email, sealed_secret, archived_at
  on event_targets for each row when (old.* is distinct from new.*) execute function bump_version();
--> statement-breakpoint
create trigger bump_version before update of role, custom_role_id, status on members
  for each row when (old.* is distinct from new.*) execute function bump_version();
--> statement-breakpoint
grant update (archived_at) on event_targets to tributary_app;
