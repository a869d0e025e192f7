ALTER TABLE "journals" ADD COLUMN "first_line" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "journals" ADD CONSTRAINT "journals_first_line" CHECK ("journals"."first_line" = 0);--> statement-breakpoint
drop trigger journals_balanced on journals;
--> statement-breakpoint
drop trigger ledger_entries_balanced on ledger_entries;
--> statement-breakpoint
drop function check_journal_balanced();
--> statement-breakpoint
-- The entries of a journal come in one statement, from line 0, as many as it says, and sum to zero in each
-- currency. Then none can come later, since their lines are taken; and a thousand journals cost one check.
create function check_entries_whole() returns trigger language plpgsql as $$
declare wrong text;
begin
  select written.journal_id into wrong
    from (select workspace_id, journal_id, sum(lines) as lines, min(first_line) as first_line, max(last_line) as last_line,
                 bool_and(total = 0) as is_balanced
            from (select workspace_id, journal_id, currency, count(*) as lines, min(line) as first_line,
                         max(line) as last_line, sum(amount_minor) as total
                    from added group by workspace_id, journal_id, currency) by_currency
           group by workspace_id, journal_id) written
    left join journals on journals.workspace_id = written.workspace_id and journals.id = written.journal_id
   where (written.is_balanced and written.lines >= 2 and written.first_line = 0
          and written.last_line = written.lines - 1 and written.lines = journals.entries_count) is not true
   limit 1;
  if wrong is not null then
    raise exception 'journal % does not balance, or these are not all of its entries', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger ledger_entries_whole after insert on ledger_entries
  referencing new table as added for each statement execute function check_entries_whole();
--> statement-breakpoint
-- A journal has entries when its transaction commits. Foreign keys are checked without row-level security,
-- and so always by the index they are made for.
alter table journals add constraint journals_have_entries foreign key (workspace_id, id, first_line)
  references ledger_entries (workspace_id, journal_id, line) deferrable initially deferred;
