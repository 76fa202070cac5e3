drop function past_astray(uuid[], date, date);
create function past_astray(which uuid[]) returns table (club_id uuid, name text, kept text, counted text)
    language sql stable as $$
    select p.club_id, b.key || ' on ' || d.day || ' since ' || d.since, a.value::text, b.value::text
      from past_periods d
      join past_figures p on p.since = d.since and p.day = d.day and p.club_id = any (which)
     cross join lateral figures_on(array[p.club_id], d.since, d.day) f
     cross join lateral (select
           to_jsonb(p.club_metrics) || to_jsonb(p.fund_metrics) || to_jsonb(p.lending_metrics) || to_jsonb(p.repayment_metrics)
           || to_jsonb(p.activity_metrics) || to_jsonb(p.management_metrics) || to_jsonb(p.standing_metrics) as kept,
           to_jsonb(f.club_metrics) || to_jsonb(f.fund_metrics) || to_jsonb(f.lending_metrics) || to_jsonb(f.repayment_metrics)
           || to_jsonb(f.activity_metrics) || to_jsonb(f.management_metrics) || to_jsonb(f.standing_metrics) as counted) w
     cross join lateral jsonb_each(w.counted) b
      join lateral jsonb_each(w.kept) a on a.key = b.key
     where b.key <> 'valid_through' and a.value is distinct from b.value
$$;
create or replace function keep_some_past_figures(at_most integer) returns bigint language plpgsql as $$
declare
    today    date := today_in_vietnam();
    period   record;
    missing  uuid[];
begin
    insert into past_periods as p (since, day, asked_on, wanted)
    select date_trunc('year', e.day)::date, e.day, today, true
      from (select (date_trunc('month', today) - interval '1 day' - n * interval '1 month')::date as day
              from generate_series(0, 2) n) e
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
drop aggregate total(bigint);
