-- Of which clubs do the place columns say another unit than the one in which they lie on a day? So many ids at most
-- (all, where null), in their order, in which they are locked.
create function logic.misplaced_clubs(p_day date, p_at_most integer) returns uuid[] language sql stable as $$
    select array(
        select c.id from clubs c
          join club_placements p on p.club_id = c.id and p.is_main
               and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
          join unit_versions v on v.unit_id = p.hamlet_id
               and v.valid_from <= p_day and (v.valid_to is null or v.valid_to >= p_day)
         where (c.hamlet_id, c.commune_id, c.province_id) is distinct from (v.unit_id, v.commune_id, v.province_id)
         order by c.id limit p_at_most)
$$;

-- Makes the place columns of these clubs say where they lie on a day. How many had to change? The one function that
-- writes where clubs lie; whoever calls it has locked them.
create function logic.place_clubs(p_which uuid[], p_day date) returns bigint language sql as $$
    with placed as (
        update clubs c
           set hamlet_id = v.unit_id, commune_id = v.commune_id, district_id = v.district_id,
               province_id = v.province_id, version = c.version + 1, updated_at = now()
          from club_placements p
          join unit_versions v on v.unit_id = p.hamlet_id
               and v.valid_from <= p_day and (v.valid_to is null or v.valid_to >= p_day)
         where c.id = any (p_which) and p.club_id = c.id and p.is_main
           and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
           and (c.hamlet_id, c.commune_id, c.province_id) is distinct from (v.unit_id, v.commune_id, v.province_id)
        returning 1)
    select count(*) from placed
$$;
