-- What do the clubs of a commune come to, by the metric rows themselves?
create view logic.sums_counted as
    select c.province_id, c.commune_id, k.name, sum(k.value)::bigint as value from clubs c
      cross join lateral (
           select 'clubs.standing' as name, 1::bigint as value
           union all select 'clubs.active', (c.state = 'active')::int
           union all select m.name, m.value from logic.metrics_of_clubs m where m.club_id = c.id) k
     where c.ended_on is null
     group by c.province_id, c.commune_id, k.name;

-- Where are the sums kept and those counted not the same, in a commune or (without one) in a province? Nowhere.
create view logic.sums_astray as
    with counted as materialized (select * from logic.sums_counted)
    select coalesce(n.province_id, c.province_id) as province_id, coalesce(n.commune_id, c.commune_id) as commune_id,
           coalesce(n.name, c.name) as name, coalesce(n.value, 0) as kept, coalesce(c.value, 0) as counted
      from (select province_id, commune_id, name, sum(value)::bigint as value from logic.commune_sums_now
             group by province_id, commune_id, name) n
      full join counted c on c.province_id = n.province_id and c.commune_id = n.commune_id and c.name = n.name
     where coalesce(n.value, 0) <> coalesce(c.value, 0)
    union all
    select coalesce(n.province_id, c.province_id), null::uuid, coalesce(n.name, c.name), coalesce(n.value, 0),
           coalesce(c.value, 0)
      from (select province_id, name, sum(value)::bigint as value from logic.sums_now group by province_id, name) n
      full join (select province_id, name, sum(value)::bigint as value from counted group by province_id, name) c
           on c.province_id = n.province_id and c.name = n.name
     where coalesce(n.value, 0) <> coalesce(c.value, 0);

-- Adds everything up anew, from the metric rows.
create function logic.count_sums() returns void language sql as $$
    delete from sum_changes;
    delete from commune_sums;
    delete from province_sums;
    insert into commune_sums (province_id, commune_id, name, value)
    select province_id, commune_id, name, value from logic.sums_counted where value <> 0;
    insert into province_sums (province_id, name, value)
    select province_id, name, sum(value) from commune_sums group by province_id, name having sum(value) <> 0
$$;
