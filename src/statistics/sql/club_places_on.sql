-- Where did each of these clubs lie on the territorial tree of a day? One that was not founded then or had ended, where
-- it lay on the day nearest to it. So each club lies somewhere exactly once, and totals are the same on every tree.
create function logic.club_places_on(p_which uuid[], p_tree date)
    returns table (club_id uuid, hamlet_id uuid, commune_id uuid, district_id uuid, province_id uuid)
    language sql stable parallel safe as $$
    select c.id, v.unit_id, v.commune_id, v.district_id, v.province_id
      from clubs c
      cross join lateral (
           select p.hamlet_id from club_placements p where p.club_id = c.id and p.is_main
            order by case when p_tree < p.valid_from then p.valid_from - p_tree
                          when p_tree > p.valid_to then p_tree - p.valid_to else 0 end limit 1) p
      cross join lateral (
           select v.* from unit_versions v where v.unit_id = p.hamlet_id
            order by case when p_tree < v.valid_from then v.valid_from - p_tree
                          when p_tree > v.valid_to then p_tree - v.valid_to else 0 end limit 1) v
     where c.id = any (p_which)
$$;
