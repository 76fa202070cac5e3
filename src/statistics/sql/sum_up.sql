-- A metric row changes the sums of the place in which its club lies now. Whoever moves a club waits for the row and then
-- reads it; whoever changes the row reads afterwards where the club lies. So neither misses the other.
create function logic.sum_up_new() returns trigger language plpgsql as $$
begin
    insert into sum_changes (province_id, commune_id, name, value)
    select c.province_id, c.commune_id, k.name, sum(k.value)
      from added a join clubs c on c.id = a.club_id and c.ended_on is null
      cross join lateral logic.countable(tg_table_name, to_jsonb(a)) k
     group by c.province_id, c.commune_id, k.name having sum(k.value) <> 0;
    return null;
end $$;
create trigger club_metrics_sum_new after insert on club_metrics referencing new table as added
    for each statement execute function logic.sum_up_new();
create trigger fund_metrics_sum_new after insert on fund_metrics referencing new table as added
    for each statement execute function logic.sum_up_new();
create trigger lending_metrics_sum_new after insert on lending_metrics referencing new table as added
    for each statement execute function logic.sum_up_new();
create trigger repayment_metrics_sum_new after insert on repayment_metrics referencing new table as added
    for each statement execute function logic.sum_up_new();
create trigger activity_metrics_sum_new after insert on activity_metrics referencing new table as added
    for each statement execute function logic.sum_up_new();
create trigger management_metrics_sum_new after insert on management_metrics referencing new table as added
    for each statement execute function logic.sum_up_new();
create trigger standing_metrics_sum_new after insert on standing_metrics referencing new table as added
    for each statement execute function logic.sum_up_new();

-- The same for a row that is counted anew: the difference.
create function logic.sum_up_changed() returns trigger language plpgsql as $$
begin
    insert into sum_changes (province_id, commune_id, name, value)
    select c.province_id, c.commune_id, d.name, sum(d.value)
      from (select a.club_id, k.name, k.value
              from added a cross join lateral logic.countable(tg_table_name, to_jsonb(a)) k
            union all
            select r.club_id, k.name, -k.value
              from removed r cross join lateral logic.countable(tg_table_name, to_jsonb(r)) k) d
      join clubs c on c.id = d.club_id and c.ended_on is null
     group by c.province_id, c.commune_id, d.name having sum(d.value) <> 0;
    return null;
end $$;
create trigger club_metrics_sum_changed after update on club_metrics
    referencing old table as removed new table as added for each statement execute function logic.sum_up_changed();
create trigger fund_metrics_sum_changed after update on fund_metrics
    referencing old table as removed new table as added for each statement execute function logic.sum_up_changed();
create trigger lending_metrics_sum_changed after update on lending_metrics
    referencing old table as removed new table as added for each statement execute function logic.sum_up_changed();
create trigger repayment_metrics_sum_changed after update on repayment_metrics
    referencing old table as removed new table as added for each statement execute function logic.sum_up_changed();
create trigger activity_metrics_sum_changed after update on activity_metrics
    referencing old table as removed new table as added for each statement execute function logic.sum_up_changed();
create trigger management_metrics_sum_changed after update on management_metrics
    referencing old table as removed new table as added for each statement execute function logic.sum_up_changed();
create trigger standing_metrics_sum_changed after update on standing_metrics
    referencing old table as removed new table as added for each statement execute function logic.sum_up_changed();
