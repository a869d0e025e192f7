-- An agent sees what is about the affiliates assigned to it, and tasks that are about none.
select apply_agent_policy('contacts');
--> statement-breakpoint
select apply_agent_policy('notes');
--> statement-breakpoint
select apply_agent_policy('stage_moves');
--> statement-breakpoint
create policy agent on tasks as restrictive
  using ((select unbound_by_agent()) is not null or affiliate_id is null
    or affiliate_id = any ((select agent_affiliates())::text[]));
