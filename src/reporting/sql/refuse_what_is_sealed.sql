-- What is sealed stays as it is: cells, sections and children too.
create function logic.refuse_what_is_sealed() returns trigger language plpgsql as $$
begin
    if exists (select from report_snapshots s where s.report_id = coalesce(new.report_id, old.report_id)) then
        raise exception 'a sealed report is not changed' using errcode = 'check_violation',
            constraint = 'reports_sealed_stay';
    end if;
    return coalesce(new, old);
end $$;
create trigger report_cells_sealed_stay before insert or update or delete on report_cells
    for each row execute function logic.refuse_what_is_sealed();
create trigger report_sections_sealed_stay before insert or update or delete on report_sections
    for each row execute function logic.refuse_what_is_sealed();
create trigger report_children_sealed_stay before insert or update or delete on report_children
    for each row execute function logic.refuse_what_is_sealed();
create trigger report_snapshots_never_change before update or delete or truncate on report_snapshots
    for each statement execute function logic.refuse_to_rewrite();
