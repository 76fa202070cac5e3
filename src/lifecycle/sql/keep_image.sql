-- From here to the end of the transaction, or until it is said of none, what is written is written by this act.
create function logic.in_the_name_of(p_act uuid) returns boolean language sql as $$
    select set_config('lien.admin_change', coalesce(p_act::text, ''), true) is not null
$$;

-- Keeps every row that an act writes, as it was and as it is.
create function logic.keep_image() returns trigger language plpgsql as $$
begin
    insert into admin_change_images (change_id, table_name, was, became)
    values (current_setting('lien.admin_change')::uuid, tg_table_name,
            case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end);
    return null;
end $$;
create trigger units_keep_image after insert or update or delete on units for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function logic.keep_image();
create trigger unit_versions_keep_image after insert or update or delete on unit_versions for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function logic.keep_image();
create trigger unit_lineage_keep_image after insert or update or delete on unit_lineage for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function logic.keep_image();
create trigger club_placements_keep_image after insert or update or delete on club_placements for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function logic.keep_image();
create trigger assignments_keep_image after insert or update or delete on assignments for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function logic.keep_image();
create trigger organisations_keep_image after insert or update or delete on organisations for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function logic.keep_image();
