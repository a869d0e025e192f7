ALTER TABLE "audit_log" DROP CONSTRAINT "audit_log_workspace_id_workspaces_id_fk";
--> statement-breakpoint
ALTER TABLE "conversions" DROP CONSTRAINT "conversions_workspace_id_workspaces_id_fk";
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "events_workspace_id_workspaces_id_fk";
--> statement-breakpoint
ALTER TABLE "journals" DROP CONSTRAINT "journals_workspace_id_workspaces_id_fk";
--> statement-breakpoint
-- Rows that come in their hundreds are of one workspace, or of few: that there is one is looked up once a statement. None is
-- ever deleted, since the heads of its ledger and its log refer to it row by row.
create function refuse_unknown_workspace() returns trigger language plpgsql as $$
declare unknown text;
begin
  select workspace_id into unknown from (select distinct workspace_id from added) written
   where not exists (select from workspaces where workspaces.id = written.workspace_id) limit 1;
  if found then
    raise exception 'there is no workspace %', unknown using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger known_workspace after insert on audit_log
  referencing new table as added for each statement execute function refuse_unknown_workspace();
--> statement-breakpoint
create trigger known_workspace after insert on conversions
  referencing new table as added for each statement execute function refuse_unknown_workspace();
--> statement-breakpoint
create trigger known_workspace after insert on events
  referencing new table as added for each statement execute function refuse_unknown_workspace();
--> statement-breakpoint
create trigger known_workspace after insert on journals
  referencing new table as added for each statement execute function refuse_unknown_workspace();
