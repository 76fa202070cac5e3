-- Which of these places lie within a reach on a day? Places are clubs, units, and the nation by the nil UUID; the reach is
-- the nation, or whole units and single clubs. A club lies where its columns say; a unit that does not stand on the day,
-- where it stood on the day nearest to it.
create function logic.places_in_reach(p_places uuid[], p_nation boolean, p_units uuid[], p_clubs uuid[], p_day date)
    returns uuid[] language sql stable as $$
    select array(
        select z.place from unnest(p_places) z (place) where p_nation
        union
        select c.id from clubs c
         where c.id = any (p_places) and not p_nation
           and (c.id = any (p_clubs) or array[c.hamlet_id, c.commune_id, c.district_id, c.province_id] && p_units)
        union
        select u.unit_id
          from (select distinct on (v.unit_id) v.* from unit_versions v
                 where v.unit_id = any (p_places) and not p_nation
                 order by v.unit_id, case when p_day < v.valid_from then v.valid_from - p_day
                                          when p_day > v.valid_to then p_day - v.valid_to else 0 end) u
         where array[u.unit_id, u.commune_id, u.district_id, u.province_id] && p_units)
$$;

-- Which places must lie in a reach for a reply to be given again? Those in reach that it is of, or the whole reach where
-- it is of none.
create function logic.places_of_reply(p_places uuid[], p_nation boolean, p_units uuid[], p_clubs uuid[], p_day date)
    returns uuid[] language sql stable as $$
    select case when cardinality(r.places) > 0 then r.places
                when p_nation then array['00000000-0000-0000-0000-000000000000'::uuid]
                else p_units || p_clubs end
      from logic.places_in_reach(p_places, p_nation, p_units, p_clubs, p_day) r (places)
$$;
