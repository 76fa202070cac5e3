do $$
declare
    change record;
    body   text;
    after  text;
begin
    for change in select * from (values
        ('undo_admin_change',
         'perform pg_advisory_xact_lock(hashtext(''fold_sums''));
            perform place_clubs(array(select clubs_of_admin_change(act)), p_day), fold_sums();',
         'perform place_clubs(p_day), fold_sums();'),
        ('keep_past_figures', 'from figures_on(missing, p_since, p_day) f order by f.club_id
    on conflict', 'from figures_on(missing, p_since, p_day) f
    on conflict')) c (name, was, becomes) loop
        select pg_get_functiondef(p.oid) into strict body from pg_proc p
         where p.proname = change.name and p.pronamespace = 'public'::regnamespace;
        after := replace(body, change.was, change.becomes);
        if after = body then
            raise exception '% is not what it was', change.name;
        end if;
        execute after;
    end loop;
end $$;

drop function hold_units_of_admin_change(uuid);
drop function place_clubs(uuid[], date);
drop function misplaced_clubs(date, integer);

create function place_clubs(p_day date) returns bigint language sql as $$
    with placed as (
        update clubs c
           set hamlet_id = v.unit_id, commune_id = v.commune_id, district_id = v.district_id,
               province_id = v.province_id, version = c.version + 1, updated_at = now()
          from club_placements p
          join unit_versions v on v.unit_id = p.hamlet_id
               and v.valid_from <= p_day and (v.valid_to is null or v.valid_to >= p_day)
         where p.club_id = c.id and p.is_main
           and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
           and (c.hamlet_id, c.commune_id, c.province_id) is distinct from (v.unit_id, v.commune_id, v.province_id)
        returning 1),
         -- locked once a day, and not by every placement
         noted as (update places_of_day o set day = p_day where o.day <> p_day)
    select count(*) from placed
$$;
