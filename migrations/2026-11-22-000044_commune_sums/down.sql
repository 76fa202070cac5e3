create or replace function fold_sums() returns bigint language sql as $$
    with mine as (select pg_try_advisory_xact_lock(hashtext('fold_sums')) as alone),
         taken as (delete from sum_changes using mine where mine.alone returning province_id, name, value),
         added as (select province_id, name, sum(value)::bigint as value from taken group by province_id, name),
         folded as (
            insert into province_sums as s (province_id, name, value) select * from added where value <> 0
            on conflict (province_id, name) do update set value = s.value + excluded.value returning 1)
    select count(*) from taken
$$;
drop function count_sums();
drop view sums_astray, sums_counted, commune_sums_now;
do $$
declare
    made text;
begin
    foreach made in array array['sum_up_new', 'sum_up_changed', 'give_metric_rows', 'sum_up_clubs'] loop
        execute (select regexp_replace(pg_get_functiondef(p.oid), ', (\w\.)?commune_id', '', 'g')
                   from pg_proc p where p.proname = made and p.pronamespace = 'public'::regnamespace);
    end loop;
    execute (select replace(pg_get_functiondef(p.oid), ' delete from commune_sums where value = 0;', '')
               from pg_proc p where p.proname = 'undo_admin_change' and p.pronamespace = 'public'::regnamespace);
end $$;
alter table sum_changes drop column commune_id;
drop table commune_sums;
create view sums_counted as
    select c.province_id, k.name, sum(k.value)::bigint as value from clubs c
      cross join lateral (
           select 'clubs.standing' as name, 1::bigint as value
           union all select 'clubs.active', (c.state = 'active')::int
           union all select m.name, m.value from metrics_of_clubs m where m.club_id = c.id) k
     where c.ended_on is null
     group by c.province_id, k.name;
create view sums_astray as
    select coalesce(n.province_id, c.province_id) as province_id, coalesce(n.name, c.name) as name,
           coalesce(n.value, 0) as kept, coalesce(c.value, 0) as counted
      from (select province_id, name, sum(value)::bigint as value from sums_now group by province_id, name) n
      full join sums_counted c on c.province_id = n.province_id and c.name = n.name
     where coalesce(n.value, 0) <> coalesce(c.value, 0);
