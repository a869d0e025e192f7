CREATE TYPE "public"."domain_problem" AS ENUM('record_missing', 'record_differs', 'resolver_away', 'host_taken');--> statement-breakpoint
ALTER TABLE "link_domains" ADD COLUMN "problem" "domain_problem";
--> statement-breakpoint
-- A host can change hands, and has one row in the outbox, whoever published it last: the workspace that
-- has proved the host may take that row, once its transaction names it.
create policy take_host on publications for select using (
  kv_key = nullif(current_setting('app.taken_host', true), '')
  and kv_key in (select 'host:' || host from link_domains
                  where status = 'verified' and workspace_id = any (current_workspace_ids())));
--> statement-breakpoint
create policy take_host_over on publications for update
  using (
    kv_key = nullif(current_setting('app.taken_host', true), '')
    and kv_key in (select 'host:' || host from link_domains
                    where status = 'verified' and workspace_id = any (current_workspace_ids())))
  with check (workspace_id = any ((select current_workspace_ids())::text[]));
