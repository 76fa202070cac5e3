-- Takes back every row that an act wrote, the last first. How many? A row that somebody has changed since stops it.
create function logic.undo_admin_change(p_act uuid, p_day date) returns bigint language plpgsql as $$
declare
    image    record;
    same_row text;
    columns  text;
    touched  bigint;
    undone   bigint := 0;
    placed   boolean := false;
begin
    for image in select * from admin_change_images where change_id = p_act order by table_name = 'units', id desc loop
        -- no unit goes while clubs lie there, or sums are kept of it
        if image.table_name = 'units' and not placed then
            perform pg_advisory_xact_lock(hashtext('fold_sums'));
            perform logic.place_clubs(array(select logic.clubs_of_admin_change(p_act)), p_day), logic.fold_sums();
            delete from province_sums where value = 0;
            delete from commune_sums where value = 0;
            placed := true;
        end if;
        same_row := case image.table_name
            when 'unit_versions' then
                't.unit_id = ($1 ->> ''unit_id'')::uuid and t.valid_from = ($1 ->> ''valid_from'')::date'
            when 'unit_lineage' then
                't.from_id = ($1 ->> ''from_id'')::uuid and t.to_id = ($1 ->> ''to_id'')::uuid'
            else 't.id = ($1 ->> ''id'')::uuid' end || ' and to_jsonb(t) = $1';
        if image.became is null then
            execute format('insert into %1$I select * from jsonb_populate_record(null::%1$I, $1)', image.table_name)
              using image.was;
        elsif image.was is null then
            execute format('delete from %I t where %s', image.table_name, same_row) using image.became;
        else
            select string_agg(format('%1$I = o.%1$I', column_name), ', ') into columns from information_schema.columns
             where table_schema = 'public' and table_name = image.table_name;
            execute format('update %1$I t set %2$s from jsonb_populate_record(null::%1$I, $2) o where %3$s',
                           image.table_name, columns, same_row) using image.became, image.was;
        end if;
        get diagnostics touched = row_count;
        if touched <> 1 then
            raise exception 'a row was changed since' using errcode = 'check_violation',
                constraint = 'admin_changes_overlaid';
        end if;
        undone := undone + 1;
    end loop;
    return undone;
exception when foreign_key_violation or exclusion_violation then
    raise exception 'something stands on what the act made' using errcode = 'check_violation',
        constraint = 'admin_changes_overlaid';
end $$;
