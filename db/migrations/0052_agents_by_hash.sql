-- Whether a row is of one of an agent's affiliates is looked up in a hash that is made once for a statement: an array was
-- searched from its start for each row, which made lists of an agent thirty times as slow as a manager's. The function stands in a
-- select of its own: where it stands in unnest itself, the planner calls it for each statement of anybody, to guess how many there are.
do $$
declare kept record;
begin
  for kept in
    select tablename, qual, regexp_replace(qual, '= ANY \(\( SELECT (agent_\w+)\(\) AS \w+\)::text\[\]\)',
                                           'in (select unnest((select \1())))', 'g') as hashed
      from pg_policies where schemaname = 'public' and policyname = 'agent' order by tablename
  loop
    continue when kept.hashed = kept.qual;
    execute format('alter policy agent on %I using (%s)', kept.tablename, kept.hashed);
  end loop;
end $$;
--> statement-breakpoint
create or replace function apply_agent_policy(tenant_table regclass, named text default 'affiliate_id',
                                              allowed text default 'agent_affiliates') returns void language plpgsql as $$
begin
  execute format('create policy agent on %s as restrictive using ((select unbound_by_agent()) is not null
    or %I in (select unnest((select %I()))))', tenant_table, named, allowed);
end $$;
