drop function ask_past_period(date, date, boolean);
drop function choose_past_periods();
drop function take_in_late_entries();
drop view valid_past_figures;
delete from past_figures f using late_entries e where f.club_id = e.club_id and f.day >= e.on_day;
drop trigger clubs_forget_past_of_new on clubs;
drop function forget_past_of_new_clubs();
drop table late_entries;
update past_periods set asked_on = today_in_vietnam() where asked_on is null;
alter table past_periods drop column lasting, drop column complete, alter column asked_on set not null;
create or replace function forget_past_figures(clubs uuid[], days date[]) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(38);
    delete from past_figures p using (
           select c.club_id, min(c.on_day) as on_day from unnest(clubs, days) c (club_id, on_day) group by c.club_id) c
     where p.club_id = c.club_id and p.day >= c.on_day;
end $$;
create or replace function keep_past_figures(which uuid[], from_day date, on_day date) returns bigint language plpgsql
    set plan_cache_mode = force_custom_plan as $$
declare
    missing uuid[];
begin
    if on_day > settled_through() or not pg_try_advisory_xact_lock(38) then
        return 0;
    end if;
    insert into past_periods (since, day, asked_on) values (from_day, on_day, today_in_vietnam())
    on conflict (since, day) do update set asked_on = excluded.asked_on where past_periods.asked_on < excluded.asked_on;
    missing := array(select w from unnest(which) w
                      where not exists (select from past_figures p
                                         where p.since = from_day and p.day = on_day and p.club_id = w));
    insert into past_figures select from_day, on_day, f.* from figures_on(missing, from_day, on_day) f;
    return cardinality(missing);
end $$;
create or replace function keep_some_past_figures(at_most integer) returns bigint language plpgsql as $$
declare
    today    date := today_in_vietnam();
    period   record;
    missing  uuid[];
begin
    insert into past_periods as p (since, day, asked_on, wanted)
    select date_trunc('year', e.day)::date, e.day, today, true
      from (select (date_trunc('month', today) - interval '1 day' - n * interval '1 month')::date as day
              from generate_series(0, 11) n) e
     union
    select r.since, r.until, today, true from report_periods r where r.until < today and r.until > today - 400
    on conflict (since, day) do update set asked_on = excluded.asked_on, wanted = true
     where p.asked_on < excluded.asked_on or not p.wanted;
    delete from past_periods where asked_on < today - 60;
    -- however many days are asked for, so many are kept at most: those asked for last
    delete from past_periods p
     using (select since, day from past_periods order by asked_on desc, wanted desc, day desc offset 200) old
     where p.since = old.since and p.day = old.day;
    for period in select p.since, p.day from past_periods p where p.wanted order by p.asked_on desc, p.day desc, p.since loop
        missing := array(
            select c.id from clubs c
             where c.proposed_on <= period.day and (c.ended_on is null or c.ended_on > period.day)
               and not exists (select from past_figures f
                                where f.since = period.since and f.day = period.day and f.club_id = c.id)
             order by c.id limit at_most);
        if cardinality(missing) > 0 then
            return keep_past_figures(missing, period.since, period.day);
        end if;
    end loop;
    return 0;
end $$;
create or replace function past_astray(which uuid[], from_day date, on_day date)
    returns table (club_id uuid, name text, kept text, counted text) language sql stable as $$
    select p.club_id, b.key || ' on ' || on_day || ' since ' || from_day, a.value::text, b.value::text
      from past_figures p
      join figures_on(array(select k.club_id from past_figures k
                             where k.since = from_day and k.day = on_day and k.club_id = any (which)), from_day, on_day) f
           on f.club_id = p.club_id
     cross join lateral (select
           to_jsonb(p.club_metrics) || to_jsonb(p.fund_metrics) || to_jsonb(p.lending_metrics) || to_jsonb(p.repayment_metrics)
           || to_jsonb(p.activity_metrics) || to_jsonb(p.management_metrics) || to_jsonb(p.standing_metrics) as kept,
           to_jsonb(f.club_metrics) || to_jsonb(f.fund_metrics) || to_jsonb(f.lending_metrics) || to_jsonb(f.repayment_metrics)
           || to_jsonb(f.activity_metrics) || to_jsonb(f.management_metrics) || to_jsonb(f.standing_metrics) as counted) w
     cross join lateral jsonb_each(w.counted) b
      join lateral jsonb_each(w.kept) a on a.key = b.key
     where p.since = from_day and p.day = on_day and b.key <> 'valid_through' and a.value is distinct from b.value
$$;
