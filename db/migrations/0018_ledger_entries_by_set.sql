-- As before, with the journals of a statement looked up together: row-level security names the workspace a second
-- time, and a planner that has no statistics yet then reads all its journals for each one.
create or replace function check_entries_whole() returns trigger language plpgsql as $$
declare wrong text;
begin
  with written as materialized (
    select workspace_id, journal_id, sum(lines) as lines, min(first_line) as first_line, max(last_line) as last_line,
           bool_and(total = 0) as is_balanced
      from (select workspace_id, journal_id, currency, count(*) as lines, min(line) as first_line,
                   max(line) as last_line, sum(amount_minor) as total
              from added group by workspace_id, journal_id, currency) by_currency
     group by workspace_id, journal_id
  ), known as materialized (
    select workspace_id, id, entries_count from journals
     where workspace_id = any (array(select workspace_id from written)) and id = any (array(select journal_id from written))
  )
  select written.journal_id into wrong
    from written left join known on known.workspace_id = written.workspace_id and known.id = written.journal_id
   where (written.is_balanced and written.lines >= 2 and written.first_line = 0
          and written.last_line = written.lines - 1 and written.lines = known.entries_count) is not true
   limit 1;
  if wrong is not null then
    raise exception 'journal % does not balance, or these are not all of its entries', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;
