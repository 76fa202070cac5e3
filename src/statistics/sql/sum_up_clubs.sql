-- A club has all its metric rows from the first, so that there always is one to wait for.
create function logic.give_metric_rows() returns trigger language plpgsql as $$
declare
    today date := logic.today_in_vietnam();
    which uuid[] := array(select id from added);
begin
    insert into sum_changes (province_id, commune_id, name, value)
    select a.province_id, a.commune_id, k.name, count(*) from added a
      cross join lateral (values ('clubs.standing', true), ('clubs.active', a.state = 'active')) k (name, holds)
     where a.ended_on is null and k.holds group by a.province_id, a.commune_id, k.name;
    perform logic.count_clubs(which, today), logic.count_finances(which, today), logic.count_activities(which, today);
    return null;
end $$;
create trigger clubs_give_metric_rows after insert on clubs referencing new table as added
    for each statement execute function logic.give_metric_rows();

-- Takes a club that moves or ends out of the sums of its old place, and into those of its new one.
create function logic.sum_up_clubs() returns trigger language plpgsql as $$
declare
    moved uuid[];
begin
    insert into sum_changes (province_id, commune_id, name, value)
    select c.province_id, c.commune_id, k.name, sum(c.sign)
      from (select 1 as sign, a.* from added a union all select -1, r.* from removed r) c
      cross join lateral (values ('clubs.standing', true), ('clubs.active', c.state = 'active')) k (name, holds)
     where c.ended_on is null and k.holds group by c.province_id, c.commune_id, k.name having sum(c.sign) <> 0;

    select array_agg(a.id order by a.id) into moved from added a join removed r on r.id = a.id
     where (a.province_id, a.commune_id, a.ended_on is null)
           is distinct from (r.province_id, r.commune_id, r.ended_on is null);
    if moved is null then
        return null;
    end if;
    perform 1 from club_metrics where club_id = any (moved) order by club_id for no key update;
    perform 1 from fund_metrics where club_id = any (moved) order by club_id for no key update;
    perform 1 from lending_metrics where club_id = any (moved) order by club_id for no key update;
    perform 1 from repayment_metrics where club_id = any (moved) order by club_id for no key update;
    perform 1 from activity_metrics where club_id = any (moved) order by club_id for no key update;
    perform 1 from management_metrics where club_id = any (moved) order by club_id for no key update;
    perform 1 from standing_metrics where club_id = any (moved) order by club_id for no key update;
    insert into sum_changes (province_id, commune_id, name, value)
    select p.province_id, p.commune_id, k.name, sum(p.sign * k.value)
      from (select 1 as sign, id, province_id, commune_id from added where ended_on is null
            union all select -1, id, province_id, commune_id from removed where ended_on is null) p
      join logic.metrics_of_clubs k on k.club_id = p.id
     where p.id = any (moved)
     group by p.province_id, p.commune_id, k.name having sum(p.sign * k.value) <> 0;
    return null;
end $$;
create trigger clubs_sum_up after update on clubs referencing old table as removed new table as added
    for each statement execute function logic.sum_up_clubs();
