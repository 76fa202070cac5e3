-- Notes that somebody asks for a period, perhaps for so many clubs' figures that she has to come again.
create function logic.ask_past_period(p_since date, p_day date, p_of_all boolean) returns void language sql as $$
    insert into past_periods as p (since, day, asked_on, wanted)
    values (p_since, p_day, logic.today_in_vietnam(), p_of_all)
    on conflict (since, day) do update
       set asked_on = excluded.asked_on, wanted = p.wanted or p_of_all, complete = p.complete and not p_of_all
$$;

-- Forgets what is kept of days that are not over: a few at a time, for there may be a year of them. How many?
create function logic.forget_days_to_come() returns bigint language sql as $$
    with gone as (
        delete from past_periods p
         using (select since, day from past_periods where day >= logic.today_in_vietnam() order by day, since limit 5) c
         where p.since = c.since and p.day = c.day
        returning 1)
    select count(*) from gone
$$;

-- Chooses what is kept before anybody asks: the days of 400, the ends of 60 months, and the periods of reports of five
-- years. However much is asked for besides, 200 periods of it are kept at most, those asked for last, each for 60 days;
-- what was asked for on a day to come was asked for today.
create function logic.choose_past_periods() returns void language sql as $$
    update past_periods set asked_on = logic.today_in_vietnam() where asked_on > logic.today_in_vietnam();
    with chosen as materialized (
         select date_trunc('year', e.day)::date as since, e.day
           from (select logic.today_in_vietnam() - n as day from generate_series(1, 400) n
                  union
                 select (date_trunc('month', logic.today_in_vietnam()) - n * interval '1 month')::date - 1
                   from generate_series(0, 59) n) e
          where e.day <= logic.settled_through()
          union
         select r.since, r.until from report_periods r
          where r.until <= logic.settled_through() and r.until > logic.today_in_vietnam() - interval '5 years'),
         no_more as (
         update past_periods p set lasting = false
          where p.lasting and not exists (select from chosen c where c.since = p.since and c.day = p.day))
    insert into past_periods (since, day, wanted, lasting)
    select c.since, c.day, true, true from chosen c
     where not exists (select from past_periods p where p.since = c.since and p.day = c.day and p.lasting)
    on conflict (since, day) do update set wanted = true, lasting = true;
    delete from past_periods p
     using (select since, day, asked_on, row_number() over (order by asked_on desc nulls last, day desc) as number
              from past_periods where not lasting) old
     where p.since = old.since and p.day = old.day
       and (old.number > 200 or old.asked_on is null or old.asked_on < logic.today_in_vietnam() - 60)
$$;

-- Keeps some of what is wanted and not yet kept: as many clubs at most, of one period. First what somebody asked for,
-- then what reports are made from, then the days, the latest first. Returns how much was done; nothing, when all is there
-- or somebody else is at it. Before all that, what is kept of days to come is forgotten.
create function logic.keep_some_past_figures(p_at_most integer) returns bigint language plpgsql as $$
declare
    period  record;
    missing uuid[];
    done    bigint := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('keep_some_past_figures')) then
        return 0;
    end if;
    done := logic.forget_days_to_come();
    if done > 0 then
        return done;
    end if;
    perform pg_advisory_xact_lock_shared(38);
    perform logic.choose_past_periods();
    for period in select p.since, p.day from past_periods p
                   where p.wanted and not p.complete and p.day <= logic.settled_through()
                   order by p.asked_on desc nulls last,
                            p.since <> date_trunc('year', p.day) or p.day + 1 = date_trunc('month', p.day + 1) desc,
                            p.day desc, p.since
                   limit 20 loop
        missing := array(
            select c.id from clubs c
             where c.proposed_on <= period.day and (c.ended_on is null or c.ended_on > period.day)
               and not exists (select from past_figures f
                                where f.since = period.since and f.day = period.day and f.club_id = c.id)
             order by c.id limit p_at_most);
        done := done + 1;
        if cardinality(missing) > 0 then
            return done + logic.keep_past_figures(missing, period.since, period.day);
        end if;
        update past_periods set complete = true where since = period.since and day = period.day;
    end loop;
    return done;
end $$;
