DROP INDEX "credits_volume_idx";--> statement-breakpoint
CREATE INDEX "credits_volume_idx" ON "credits" USING btree ("affiliate_id","plan_id");--> statement-breakpoint
drop trigger credits_whole on credits;
--> statement-breakpoint
-- The credits of a decision come in one statement, and sum to the whole.
create or replace function check_credits_whole() returns trigger language plpgsql as $$
declare wrong record;
begin
  select written.decision_id, written.total into wrong
    from (select workspace_id, decision_id, sum(credit_ppm) as total, count(*) as credits
            from added group by workspace_id, decision_id) written
   where written.total <> 1000000
      or written.credits <> (select count(*) from credits
                              where credits.workspace_id = written.workspace_id and credits.decision_id = written.decision_id)
   limit 1;
  if found then
    raise exception 'credits of % sum to % parts per million, or these are not all of them', wrong.decision_id, wrong.total
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger credits_whole after insert on credits
  referencing new table as added for each statement execute function check_credits_whole();
