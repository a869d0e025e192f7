-- What a cron notes of a row is no new version of it, so that nobody's If-Match is stale for it: when a domain was looked up,
-- that a reminder was left, that a secret was sealed under another key.
create or replace trigger bump_version before update on link_domains for each row
  when (to_jsonb(old) - array['checked_at', 'verified_at'] is distinct from to_jsonb(new) - array['checked_at', 'verified_at'])
  execute function bump_version();
--> statement-breakpoint
create or replace trigger bump_version before update on tasks for each row
  when (to_jsonb(old) - 'reminded_at' is distinct from to_jsonb(new) - 'reminded_at')
  execute function bump_version();
--> statement-breakpoint
-- A secret that is given anew has its day beside the one before.
create or replace trigger bump_version before update of url, types, description, status, ended, contact_email, earlier_until, archived_at
  on event_targets for each row when (old.* is distinct from new.*) execute function bump_version();
