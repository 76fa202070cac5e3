-- Which sums of places hold, once those clubs are corrected of which something was entered late (late_clubs)? None where
-- other clubs would have to be added up.
create view logic.valid_past_sums as
    select s.since, s.day, s.place, s.among, s.name, s.numbers from past_sums s
     where s.day <= (select logic.settled_through())
       and not exists (select from late_entries e where e.on_day <= s.day and e.standing)
       and (s.place = '00000000-0000-0000-0000-000000000000' or not exists (select from late_entries e where e.moved));

-- Which decisions about small numbers hold? None while anything waits to be taken in of their day or one before it.
create view logic.valid_past_suppressions as
    select s.since, s.day, s.place, s.among, s.name, s.withheld from past_suppressions s
     where s.day <= (select logic.settled_through())
       and not exists (select from late_entries e where e.on_day <= s.day);

-- Of which clubs has something been entered, of a past day or one before it, that is not taken in yet?
create function logic.late_clubs(p_days date[]) returns table (day date, club_id uuid)
    language sql stable parallel safe as $$
    select d, e.club_id from unnest(p_days) d join late_entries e on e.on_day <= d and not e.moved group by 1, 2
$$;

-- Where is a sum of a place not what the figures of its clubs come to? Nowhere. Of clubs of which something has been
-- entered late, the row counts that is there.
create function logic.past_sums_astray() returns table (place uuid, name text, kept text, counted text)
    language sql stable as $$
    with s as materialized (select * from logic.valid_past_sums where among = '' and name like '%.%'),
         f as materialized (
         select f.since, f.day, c.province_id, k.name, sum(k.value) as value
           from (select distinct since, day from s) p
           join past_figures f on f.since = p.since and f.day = p.day
           join clubs c on c.id = f.club_id and c.proposed_on <= f.day and (c.ended_on is null or c.ended_on > f.day)
          cross join lateral (
                select * from logic.countable('club_metrics', to_jsonb(f.club_metrics))
                 union all select * from logic.countable('fund_metrics', to_jsonb(f.fund_metrics))
                 union all select * from logic.countable('lending_metrics', to_jsonb(f.lending_metrics))
                 union all select * from logic.countable('repayment_metrics', to_jsonb(f.repayment_metrics))
                 union all select * from logic.countable('activity_metrics', to_jsonb(f.activity_metrics))
                 union all select * from logic.countable('management_metrics', to_jsonb(f.management_metrics))
                 union all select * from logic.countable('standing_metrics', to_jsonb(f.standing_metrics))) k
          where exists (select from s where s.name = k.name)
          group by 1, 2, 3, 4),
         w as (
         select s.place, s.name, s.since, s.day, s.numbers ->> 0 as kept,
                (select coalesce(sum(f.value), 0) from f
                  where f.since = s.since and f.day = s.day and f.name = s.name
                    and (s.place = '00000000-0000-0000-0000-000000000000' or s.place = f.province_id)
                )::text as counted
           from s)
    select w.place, w.name || ' on ' || w.day || ' since ' || w.since, w.kept, w.counted from w
     where w.kept is distinct from w.counted
$$;
