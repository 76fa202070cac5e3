-- Sums of whole provinces, so that the nation is added up from 34 places and not from 25,000 clubs. Exact in every
-- snapshot: what a transaction changes of a metric row it adds here as a difference, in the same transaction, and
-- never to a row that others change too. From time to time the differences are folded into the sums.
create table province_sums (
    province_id uuid not null references units (id),
    name        text not null,
    value       bigint not null,
    primary key (province_id, name)
) with (fillfactor = 70);
comment on table province_sums is 'Sums of the metric rows of all standing clubs of a province, but for what is in sum_changes.';
create table sum_changes (
    id          bigint generated always as identity primary key,
    province_id uuid not null,
    name        text not null,
    value       bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on table sum_changes is 'What has to be added to province_sums; only ever inserted, and taken out when folded in.';

-- The countable columns of a metric row, each under the name of its table.
create function countable(of_table text, metrics jsonb) returns table (name text, value bigint)
    language sql immutable as $$
    select of_table || '.' || e.key,
           case jsonb_typeof(e.value) when 'boolean' then (e.value::text = 'true')::int::bigint else e.value::text::bigint end
      from jsonb_each(metrics) e
     where jsonb_typeof(e.value) in ('number', 'boolean')
$$;

-- A metric row changes the sums of the province in which its club lies now. Whoever moves a club waits for the row
-- and then reads it; whoever changes the row reads afterwards where the club lies. So neither misses the other.
create function sum_up_new() returns trigger language plpgsql as $$
begin
    insert into sum_changes (province_id, name, value)
    select c.province_id, k.name, sum(k.value)
      from added a join clubs c on c.id = a.club_id and c.ended_on is null
      cross join lateral countable(tg_table_name, to_jsonb(a)) k
     group by c.province_id, k.name having sum(k.value) <> 0;
    return null;
end $$;
create function sum_up_changed() returns trigger language plpgsql as $$
begin
    insert into sum_changes (province_id, name, value)
    select c.province_id, d.name, sum(d.value)
      from (select a.club_id, k.name, k.value from added a cross join lateral countable(tg_table_name, to_jsonb(a)) k
            union all
            select r.club_id, k.name, -k.value from removed r cross join lateral countable(tg_table_name, to_jsonb(r)) k) d
      join clubs c on c.id = d.club_id and c.ended_on is null
     group by c.province_id, d.name having sum(d.value) <> 0;
    return null;
end $$;

-- A club has all its metric rows from the first, so that there always is one to wait for.
create function give_metric_rows() returns trigger language plpgsql as $$
begin
    insert into sum_changes (province_id, name, value)
    select a.province_id, k.name, count(*) from added a
      cross join lateral (values ('clubs.standing', true), ('clubs.active', a.state = 'active')) k (name, holds)
     where a.ended_on is null and k.holds group by a.province_id, k.name;
    perform count_clubs(array_agg(id), (now() at time zone 'Asia/Ho_Chi_Minh')::date), count_finances(array_agg(id), (now() at time zone 'Asia/Ho_Chi_Minh')::date),
            count_activities(array_agg(id), (now() at time zone 'Asia/Ho_Chi_Minh')::date) from added;
    return null;
end $$;
create function sum_up_clubs() returns trigger language plpgsql as $$
declare
    moved uuid[];
begin
    insert into sum_changes (province_id, name, value)
    select c.province_id, k.name, sum(c.sign)
      from (select 1 as sign, a.* from added a union all select -1, r.* from removed r) c
      cross join lateral (values ('clubs.standing', true), ('clubs.active', c.state = 'active')) k (name, holds)
     where c.ended_on is null and k.holds group by c.province_id, k.name having sum(c.sign) <> 0;

    select array_agg(a.id order by a.id) into moved from added a join removed r on r.id = a.id
     where (a.province_id, a.ended_on is null) is distinct from (r.province_id, r.ended_on is null);
    if moved is null then
        return null;
    end if;
    perform 1 from club_metrics where club_id = any (moved) order by club_id for no key update;
    perform 1 from fund_metrics where club_id = any (moved) order by club_id for no key update;
    perform 1 from lending_metrics where club_id = any (moved) order by club_id for no key update;
    perform 1 from activity_metrics where club_id = any (moved) order by club_id for no key update;
    insert into sum_changes (province_id, name, value)
    select p.province_id, k.name, sum(p.sign * k.value)
      from (select 1 as sign, id, province_id from added where ended_on is null
            union all select -1, id, province_id from removed where ended_on is null) p
      cross join lateral (
           select n.* from club_metrics m cross join lateral countable('club_metrics', to_jsonb(m)) n where m.club_id = p.id
           union all
           select n.* from fund_metrics m cross join lateral countable('fund_metrics', to_jsonb(m)) n where m.club_id = p.id
           union all
           select n.* from lending_metrics m cross join lateral countable('lending_metrics', to_jsonb(m)) n where m.club_id = p.id
           union all
           select n.* from activity_metrics m cross join lateral countable('activity_metrics', to_jsonb(m)) n
            where m.club_id = p.id) k
     where p.id = any (moved)
     group by p.province_id, k.name having sum(p.sign * k.value) <> 0;
    return null;
end $$;

create trigger club_metrics_sum_new after insert on club_metrics referencing new table as added
    for each statement execute function sum_up_new();
create trigger club_metrics_sum_changed after update on club_metrics referencing old table as removed new table as added
    for each statement execute function sum_up_changed();
create trigger fund_metrics_sum_new after insert on fund_metrics referencing new table as added
    for each statement execute function sum_up_new();
create trigger fund_metrics_sum_changed after update on fund_metrics referencing old table as removed new table as added
    for each statement execute function sum_up_changed();
create trigger lending_metrics_sum_new after insert on lending_metrics referencing new table as added
    for each statement execute function sum_up_new();
create trigger lending_metrics_sum_changed after update on lending_metrics referencing old table as removed new table as added
    for each statement execute function sum_up_changed();
create trigger activity_metrics_sum_new after insert on activity_metrics referencing new table as added
    for each statement execute function sum_up_new();
create trigger activity_metrics_sum_changed after update on activity_metrics referencing old table as removed new table as added
    for each statement execute function sum_up_changed();
create trigger clubs_give_metric_rows after insert on clubs referencing new table as added
    for each statement execute function give_metric_rows();
create trigger clubs_sum_up after update on clubs referencing old table as removed new table as added
    for each statement execute function sum_up_clubs();

-- Everything together, of which every snapshot sees a whole.
create view sums_now as
    select province_id, name, value from province_sums union all select province_id, name, value from sum_changes;

-- The same from the metric rows themselves.
create view sums_counted as
    select c.province_id, k.name, sum(k.value)::bigint as value from clubs c
      cross join lateral (
           select 'clubs.standing' as name, 1::bigint as value
           union all select 'clubs.active', (c.state = 'active')::int
           union all select n.* from club_metrics m cross join lateral countable('club_metrics', to_jsonb(m)) n
                      where m.club_id = c.id
           union all select n.* from fund_metrics m cross join lateral countable('fund_metrics', to_jsonb(m)) n
                      where m.club_id = c.id
           union all select n.* from lending_metrics m cross join lateral countable('lending_metrics', to_jsonb(m)) n
                      where m.club_id = c.id
           union all select n.* from activity_metrics m cross join lateral countable('activity_metrics', to_jsonb(m)) n
                      where m.club_id = c.id) k
     where c.ended_on is null
     group by c.province_id, k.name;
-- Where the two differ: nowhere.
create view sums_astray as
    select coalesce(n.province_id, c.province_id) as province_id, coalesce(n.name, c.name) as name,
           coalesce(n.value, 0) as kept, coalesce(c.value, 0) as counted
      from (select province_id, name, sum(value)::bigint as value from sums_now group by province_id, name) n
      full join sums_counted c on c.province_id = n.province_id and c.name = n.name
     where coalesce(n.value, 0) <> coalesce(c.value, 0);

-- What there was before.
select count_clubs(array_agg(id), (now() at time zone 'Asia/Ho_Chi_Minh')::date), count_finances(array_agg(id), (now() at time zone 'Asia/Ho_Chi_Minh')::date),
       count_activities(array_agg(id), (now() at time zone 'Asia/Ho_Chi_Minh')::date) from clubs;
truncate sum_changes;
insert into province_sums select province_id, name, value from sums_counted where value <> 0;

-- Folds what has changed into the sums; one at a time, and whoever comes second leaves it to the first.
create function fold_sums() returns bigint language sql as $$
    with mine as (select pg_try_advisory_xact_lock(hashtext('fold_sums')) as alone),
         taken as (delete from sum_changes using mine where mine.alone returning province_id, name, value),
         added as (select province_id, name, sum(value)::bigint as value from taken group by province_id, name),
         folded as (
            insert into province_sums as s (province_id, name, value) select * from added where value <> 0
            on conflict (province_id, name) do update set value = s.value + excluded.value returning 1)
    select count(*) from taken
$$;
