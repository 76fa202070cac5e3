-- Refuses every change of what is only ever added to.
create function logic.refuse_to_rewrite() returns trigger language plpgsql as $$
begin
    raise exception 'what is posted is never changed, only reversed';
end $$;
create trigger ledger_entries_append_only before update or delete or truncate on ledger_entries
    for each statement execute function logic.refuse_to_rewrite();
create trigger ledger_lines_append_only before update or delete or truncate on ledger_lines
    for each statement execute function logic.refuse_to_rewrite();
