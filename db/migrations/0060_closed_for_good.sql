-- What is closed stays closed, whoever asks: the trigger that refuses journals of a closed period trusts the head.
create function refuse_reopening() returns trigger language plpgsql as $$
begin
  raise exception 'a closed period is not opened again' using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger ledger_heads_closed before update of closed_before on ledger_heads for each row
  when (new.closed_before is distinct from old.closed_before
        and (new.closed_before is null or new.closed_before < old.closed_before))
  execute function refuse_reopening();
