-- Whoever writes anything of a club locks its row in `clubs` before anything else of it; several clubs, in the order of
-- their ids. What wrote many clubs in whatever order, is told which, and they are locked before.

drop function place_clubs(date);

-- Clubs whose place columns say another unit than the one in which they lie on a day, in the order of their ids.
create function misplaced_clubs(p_day date, at_most integer) returns uuid[] language sql stable as $$
    select array(
        select c.id from clubs c
          join club_placements p on p.club_id = c.id and p.is_main
               and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
          join unit_versions v on v.unit_id = p.hamlet_id
               and v.valid_from <= p_day and (v.valid_to is null or v.valid_to >= p_day)
         where (c.hamlet_id, c.commune_id, c.province_id) is distinct from (v.unit_id, v.commune_id, v.province_id)
         order by c.id limit at_most)
$$;

-- The one function that writes where clubs lie. They are locked.
create function place_clubs(which uuid[], p_day date) returns bigint language sql as $$
    with placed as (
        update clubs c
           set hamlet_id = v.unit_id, commune_id = v.commune_id, district_id = v.district_id,
               province_id = v.province_id, version = c.version + 1, updated_at = now()
          from club_placements p
          join unit_versions v on v.unit_id = p.hamlet_id
               and v.valid_from <= p_day and (v.valid_to is null or v.valid_to >= p_day)
         where c.id = any (which) and p.club_id = c.id and p.is_main
           and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
           and (c.hamlet_id, c.commune_id, c.province_id) is distinct from (v.unit_id, v.commune_id, v.province_id)
        returning 1)
    select count(*) from placed
$$;

-- Locks the units that an act wrote, which come before the clubs, and says which clubs it has touched.
create function hold_units_of_admin_change(act uuid) returns uuid[] language plpgsql as $$
begin
    perform 1 from units u
      where u.id in (select (coalesce(i.became, i.was) ->> 'id')::uuid from admin_change_images i
                      where i.change_id = act and i.table_name = 'units')
      order by u.id for no key update;
    return array(select clubs_of_admin_change(act));
end $$;

-- An act that is undone places the clubs that it touched, and waits for whoever folds sums at that moment. Two who keep
-- the same figures of a day gone by keep them in one order.
do $$
declare
    change record;
    body   text;
    after  text;
begin
    for change in select * from (values
        ('undo_admin_change', 'perform place_clubs(p_day), fold_sums();',
         'perform pg_advisory_xact_lock(hashtext(''fold_sums''));
            perform place_clubs(array(select clubs_of_admin_change(act)), p_day), fold_sums();'),
        ('keep_past_figures', 'from figures_on(missing, p_since, p_day) f
    on conflict', 'from figures_on(missing, p_since, p_day) f order by f.club_id
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
