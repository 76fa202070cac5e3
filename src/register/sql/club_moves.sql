-- Keeps where a club lay and lies whenever its place columns change, and says in the change log that it moved. By trigger,
-- so that no way of moving a club can forget it: a placement, a reform, its reversal, or a day that has come. The trigger
-- knows neither the person nor the request, so both are nil, as for what an operator does.
create function logic.remember_club_moves() returns trigger language plpgsql as $$
begin
    with moved as (
        select a.id, a.version, to_jsonb(r) as was, to_jsonb(a) as became,
               r.hamlet_id as from_hamlet, r.commune_id as from_commune,
               r.district_id as from_district, r.province_id as from_province,
               a.hamlet_id as to_hamlet, a.commune_id as to_commune,
               a.district_id as to_district, a.province_id as to_province
          from added a join removed r on r.id = a.id
         where (a.hamlet_id, a.commune_id, a.district_id, a.province_id)
               is distinct from (r.hamlet_id, r.commune_id, r.district_id, r.province_id)),
    told as (
        insert into changes (actor_id, request_id, action, entity, entity_id, club_id, version, difference)
        select '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', 'moved', 'club',
               m.id, m.id, m.version, d.difference
          from moved m
          cross join lateral (
               select jsonb_build_object(
                          'set', jsonb_object_agg(k.name, m.became -> k.name),
                          'was', coalesce(jsonb_object_agg(k.name, m.was -> k.name)
                                     filter (where m.was -> k.name <> 'null'), '{}'),
                          'hidden', jsonb_build_array()) as difference
                 from (values ('hamlet_id'), ('commune_id'), ('district_id'), ('province_id')) k (name)
                where m.was -> k.name is distinct from m.became -> k.name) d
         order by m.id
        returning txid, seq, at, entity_id)
    insert into club_moves (txid, seq, club_id, at, from_hamlet, from_commune, from_district, from_province,
                            to_hamlet, to_commune, to_district, to_province)
    select t.txid, t.seq, m.id, t.at, m.from_hamlet, m.from_commune, m.from_district, m.from_province,
           m.to_hamlet, m.to_commune, m.to_district, m.to_province
      from told t join moved m on m.id = t.entity_id;
    return null;
end $$;
create trigger clubs_remember_moves after update on clubs referencing old table as removed new table as added
    for each statement execute function logic.remember_club_moves();
