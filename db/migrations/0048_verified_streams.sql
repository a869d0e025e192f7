-- Of the cron alone that recomputes the chains of all people, which nothing else switches on.
create policy read_to_verify on person_events for select using ((select proved('verifier')) = 'on');
--> statement-breakpoint
create policy read_to_verify on person_event_heads for select using ((select proved('verifier')) = 'on');
--> statement-breakpoint
-- Invitations hold an address: what was accepted, revoked or left to expire goes after 90 days, and nothing before.
create policy ended on invitations as restrictive for delete using (
  coalesce(accepted_at, revoked_at, expires_at) < now() - interval '90 days');
--> statement-breakpoint
grant delete on invitations to tributary_app;
