-- What do the clubs of a province come to? Added up by the reader: every snapshot sees a whole.
create view logic.sums_now as
    select province_id, name, value from province_sums union all select province_id, name, value from sum_changes;

-- What do the clubs of a commune come to? Likewise.
create view logic.commune_sums_now as
    select province_id, commune_id, name, value from commune_sums
    union all select province_id, commune_id, name, value from sum_changes;

-- Folds what has changed into the sums. How many changes? One at a time, and whoever comes second leaves it to the first.
create function logic.fold_sums() returns bigint language sql as $$
    with turn as (select pg_try_advisory_xact_lock(hashtext('fold_sums')) as alone),
         taken as (delete from sum_changes using turn where turn.alone returning province_id, commune_id, name, value),
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
