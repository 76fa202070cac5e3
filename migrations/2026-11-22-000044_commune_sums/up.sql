-- Sums of whole communes, as of whole provinces: a province is compared by its communes, and a commune asks for itself.
create table commune_sums (
    province_id uuid not null references units (id),
    commune_id  uuid not null references units (id),
    name        text not null,
    value       bigint not null,
    primary key (province_id, name, commune_id)
) with (fillfactor = 70);
create index commune_sums_by_commune on commune_sums (commune_id);
comment on table commune_sums is 'Sums of the metric rows of all standing clubs of a commune, but for what is in sum_changes.';

drop view sums_astray, sums_counted;
delete from sum_changes;
alter table sum_changes add column commune_id uuid not null;

-- Wherever the province of a club is named, its commune is named too.
do $$
declare
    made text;
begin
    foreach made in array array['sum_up_new', 'sum_up_changed', 'give_metric_rows', 'sum_up_clubs'] loop
        execute (select regexp_replace(pg_get_functiondef(p.oid), '(\w\.)?province_id', '\1province_id, \1commune_id', 'g')
                   from pg_proc p where p.proname = made and p.pronamespace = 'public'::regnamespace);
    end loop;
end $$;

-- A reform that is undone takes its communes away again, and the sums of which nothing is left.
do $$
begin
    execute (select replace(pg_get_functiondef(p.oid), 'delete from province_sums where value = 0;',
                            'delete from province_sums where value = 0; delete from commune_sums where value = 0;')
               from pg_proc p where p.proname = 'undo_admin_change' and p.pronamespace = 'public'::regnamespace);
end $$;

-- Everything together, of which every snapshot sees a whole.
create view commune_sums_now as
    select province_id, commune_id, name, value from commune_sums
    union all select province_id, commune_id, name, value from sum_changes;

-- The same from the metric rows themselves.
create view sums_counted as
    select c.province_id, c.commune_id, k.name, sum(k.value)::bigint as value from clubs c
      cross join lateral (
           select 'clubs.standing' as name, 1::bigint as value
           union all select 'clubs.active', (c.state = 'active')::int
           union all select m.name, m.value from metrics_of_clubs m where m.club_id = c.id) k
     where c.ended_on is null
     group by c.province_id, c.commune_id, k.name;
-- Where the two differ, in a commune or (without one) in a province: nowhere.
create view sums_astray as
    with counted as materialized (select * from sums_counted)
    select coalesce(n.province_id, c.province_id) as province_id, coalesce(n.commune_id, c.commune_id) as commune_id,
           coalesce(n.name, c.name) as name, coalesce(n.value, 0) as kept, coalesce(c.value, 0) as counted
      from (select province_id, commune_id, name, sum(value)::bigint as value from commune_sums_now
             group by province_id, commune_id, name) n
      full join counted c on c.province_id = n.province_id and c.commune_id = n.commune_id and c.name = n.name
     where coalesce(n.value, 0) <> coalesce(c.value, 0)
    union all
    select coalesce(n.province_id, c.province_id), null::uuid, coalesce(n.name, c.name), coalesce(n.value, 0),
           coalesce(c.value, 0)
      from (select province_id, name, sum(value)::bigint as value from sums_now group by province_id, name) n
      full join (select province_id, name, sum(value)::bigint as value from counted group by province_id, name) c
           on c.province_id = n.province_id and c.name = n.name
     where coalesce(n.value, 0) <> coalesce(c.value, 0);

-- Adds everything up anew.
create function count_sums() returns void language sql as $$
    delete from sum_changes;
    delete from commune_sums;
    delete from province_sums;
    insert into commune_sums (province_id, commune_id, name, value)
    select province_id, commune_id, name, value from sums_counted where value <> 0;
    insert into province_sums (province_id, name, value)
    select province_id, name, sum(value) from commune_sums group by province_id, name having sum(value) <> 0
$$;
select count_sums();

create or replace function fold_sums() returns bigint language sql as $$
    with mine as (select pg_try_advisory_xact_lock(hashtext('fold_sums')) as alone),
         taken as (delete from sum_changes using mine where mine.alone returning province_id, commune_id, name, value),
         communes as (
            insert into commune_sums as s (province_id, commune_id, name, value)
            select province_id, commune_id, name, sum(value) from taken group by province_id, commune_id, name
            having sum(value) <> 0
            on conflict (province_id, name, commune_id) do update set value = s.value + excluded.value returning 1),
         provinces as (
            insert into province_sums as s (province_id, name, value)
            select province_id, name, sum(value) from taken group by province_id, name having sum(value) <> 0
            on conflict (province_id, name) do update set value = s.value + excluded.value returning 1)
    select count(*) from taken
$$;
