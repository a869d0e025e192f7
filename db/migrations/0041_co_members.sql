-- Whoever sees a membership sees who it is; passwords, sessions and factors stay the person's own.
create policy co_members on people for select using (id in (select person_id from members));
