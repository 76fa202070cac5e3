-- Says in the change log of every row that an act wrote (or, if p_back, of every row that its reversal gave back) what became
-- of it: one entry a row, in the order in which they were written. How many? What a unit is called and where it lies, and
-- what it came from, are told as changes of the unit.
create function logic.tell_of_admin_change(
    p_act uuid, p_back boolean, p_actor uuid, p_acting_for uuid, p_request uuid
) returns bigint language sql as $$
    with image as (
        select i.id, i.table_name, i.table_name in ('unit_versions', 'unit_lineage') as of_a_unit,
               case when p_back then i.became else i.was end as was,
               case when p_back then i.was else i.became end as became
          from admin_change_images i where i.change_id = p_act),
    thing as (
        select i.*, coalesce(i.became, i.was) as thing,
               (coalesce(i.became, i.was) ->> case i.table_name
                   when 'unit_versions' then 'unit_id' when 'unit_lineage' then 'from_id' else 'id' end)::uuid as entity_id
          from image i),
    told as (
        insert into changes (actor_id, acting_for, request_id, action, entity, entity_id, club_id, unit_id, version,
                             difference)
        select p_actor, p_acting_for, p_request,
               case when t.of_a_unit then 'updated' when t.was is null then 'created'
                    when t.became is null then 'deleted' else 'updated' end,
               case t.table_name when 'club_placements' then 'placement' when 'assignments' then 'assignment'
                    when 'organisations' then 'organisation' else 'unit' end,
               t.entity_id, (t.thing ->> 'club_id')::uuid,
               case when t.of_a_unit or t.table_name = 'units' then t.entity_id
                    else (t.thing ->> 'unit_id')::uuid end,
               case when t.of_a_unit then (select u.version from units u where u.id = t.entity_id)
                    else (t.thing ->> 'version')::integer end,
               d.difference
          from thing t
          cross join lateral (
               select jsonb_build_object(
                          'set', coalesce(jsonb_object_agg(k.name, t.became -> k.name)
                                     filter (where k.open and t.became is not null), '{}'),
                          'was', coalesce(jsonb_object_agg(k.name, t.was -> k.name)
                                     filter (where k.open and t.was -> k.name <> 'null'), '{}'),
                          'hidden', coalesce(jsonb_agg(k.name order by k.name) filter (where not k.open), '[]'))
                          as difference
                 from (select n.name, n.name not in ('end_reason', 'granted_by', 'note') as open
                         from jsonb_object_keys(t.thing) n (name)
                        where nullif(t.was -> n.name, 'null') is distinct from nullif(t.became -> n.name, 'null')
                          and n.name <> 'version' and n.name not like '%\_at') k) d
         order by t.id
        returning 1)
    select count(*) from told
$$;
