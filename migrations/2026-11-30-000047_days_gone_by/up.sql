-- Money of past days, counted right; functions whose parameters no column can hide; and a clock that was ahead leaves
-- nothing behind.

-- In SQL a column hides a parameter of the same name. balances_on(which, on_day) read `b.last_on > on_day` beside
-- ledger_lines, so it compared an account's last day with the day of each line, and lines of that last day were never
-- taken off. (On the last day of a month there is nothing in the month to take off: those balances were right, and so
-- are all metric rows, which look back to the ends of years.) So that it cannot happen again, a parameter that is named
-- like a column of any table or view begins with p_, as no column does; a test reads that from the catalogue.
do $$
declare
    renamed record;
    old     record;
    was     text;
    made    text;
begin
    for renamed in select * from (values
        ('activities_on', array['since', 'day']), ('annex_facts_of', array['since', 'day']),
        ('ask_past_period', array['from_day', 'on_day']), ('club_reports_on', array['since', 'day']),
        ('count_activities', array['on_day']), ('count_clubs', array['on_day']), ('count_finances', array['on_day']),
        ('count_management', array['on_day']), ('facts_of', array['since', 'day']), ('figures_on', array['since', 'day']),
        ('forget_past_figures', array['clubs', 'days']), ('funds_on', array['since', 'day']),
        ('is_silent', array['running', 'posted_on', 'done_on', 'day']), ('keep_past_figures', array['from_day', 'on_day']),
        ('lending_on', array['since', 'day']), ('loans_on', array['day']), ('management_on', array['since', 'day']),
        ('members_on', array['on_day']), ('metrics_astray', array['day']), ('past_astray', array['from_day', 'on_day']),
        ('people_on', array['since', 'day']), ('repaid_on', array['since', 'day']), ('settle_lateness', array['on_day']),
        ('silence_on', array['day']), ('undo_admin_change', array['on_day'])) r (name, parameters)
    loop
        select p.oid::regprocedure as called, p.proargnames as names, pg_get_functiondef(p.oid) as made into strict old
          from pg_proc p where p.proname = renamed.name and p.pronamespace = 'public'::regnamespace;
        if not renamed.parameters <@ old.names then
            raise exception '% is not as expected', old.called;
        end if;
        made := old.made;
        foreach was in array renamed.parameters loop
            -- the word by itself: no column of a named table, no part of a text, nothing in a comment
            made := regexp_replace(made, format('(?<!--[^\n]*|[\w.''])%s(?![\w''])', was),
                case was when 'on_day' then 'p_day' when 'from_day' then 'p_since' else 'p_' || was end, 'g');
        end loop;
        execute format('drop function %s', old.called);
        execute made;
    end loop;
end $$;

drop function balances_on(uuid[], date);
create function balances_on(which uuid[], p_day date)
    returns table (club_id uuid, fund text, account text, balance_vnd bigint)
    language sql stable parallel safe as $$
    select b.club_id, b.fund, b.account, (b.balance_vnd - coalesce(m.moved, 0) - coalesce(l.moved, 0))::bigint
      from ledger_balances b
      left join lateral (
           select sum(m.moved_vnd) as moved from ledger_months m
            where b.last_on > p_day and m.club_id = b.club_id and m.fund = b.fund and m.account = b.account
              and m.month > p_day) m on true
      left join lateral (
           select sum(l.amount_vnd) as moved from ledger_lines l
            where b.last_on > p_day and l.club_id = b.club_id and l.fund = b.fund and l.account = b.account
              and l.on_day > p_day and l.on_day < (date_trunc('month', p_day) + interval '1 month')::date) l on true
     where b.club_id = any (which)
$$;

-- What is kept of past days is counted anew. A report that is sealed stays as it is, even with wrong money: whoever
-- approved it approved these bytes. It shows beside them what is recorded by now (drift), and is put right by another
-- edition (correction). A report that is not sealed yet is right as soon as it is drawn up again.
truncate past_figures;
update past_periods set complete = false where complete;

-- A metric row holds from the day on which it was counted. One that was counted on a later day than today, by a clock
-- that was ahead, is as stale as one that is too old: of each table the first and the last day are told by an index.
create index fund_metrics_by_day on fund_metrics (counted_on);
create index lending_metrics_by_day on lending_metrics (counted_on);
create index repayment_metrics_by_day on repayment_metrics (counted_on);
create index activity_metrics_by_day on activity_metrics (counted_on);
create index management_metrics_by_day on management_metrics (counted_on);

-- What was settled of loans on a day that has not come is settled as of today.
create function settle_clubs(p_which uuid[], p_day date) returns bigint language sql as $$
    select settle_lateness(array(select n.id from loans n where n.club_id = any (p_which) and n.state = 'active'), p_day)
$$;

-- Clubs lie where they lie on a day, and the day is known: whoever reads figures on another day places them first.
create table places_of_day (
    only_row boolean primary key generated always as (true) stored,
    day      date not null
);
comment on table places_of_day is 'The day of which the places in clubs are: one row, written by place_clubs alone.';
insert into places_of_day (day) values (today_in_vietnam());
drop function place_clubs(date);
create function place_clubs(p_day date) returns bigint language sql as $$
    with placed as (
        update clubs c
           set hamlet_id = v.unit_id, commune_id = v.commune_id, district_id = v.district_id,
               province_id = v.province_id, version = c.version + 1, updated_at = now()
          from club_placements p
          join unit_versions v on v.unit_id = p.hamlet_id
               and v.valid_from <= p_day and (v.valid_to is null or v.valid_to >= p_day)
         where p.club_id = c.id and p.is_main
           and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
           and (c.hamlet_id, c.commune_id, c.province_id) is distinct from (v.unit_id, v.commune_id, v.province_id)
        returning 1),
         -- locked once a day, and not by every placement
         noted as (update places_of_day o set day = p_day where o.day <> p_day)
    select count(*) from placed
$$;

-- What is kept and holds: of no day that is not over, whatever the clock once said.
create or replace view valid_past_figures as
    select f.* from past_figures f
     where f.day <= (select settled_through())
       and not exists (select from late_entries e where e.club_id = f.club_id and e.on_day <= f.day);

-- Forgets what is kept of days that are not over: a few at a time, for there may be a year of them.
create function forget_days_to_come() returns bigint language sql as $$
    with gone as (
        delete from past_periods p
         using (select since, day from past_periods where day >= today_in_vietnam() order by day, since limit 5) c
         where p.since = c.since and p.day = c.day
        returning 1)
    select count(*) from gone
$$;

-- Forgets what is kept of clubs and days of which something was entered late: not with each entry, but with all of ten
-- minutes. An entry stays for a minute at least, so that nobody misses a row who has just been told that it is kept.
-- Nothing is counted meanwhile, which could be kept without the entry and outlive it. So many clubs at once, those first
-- that have waited longest, that it takes no longer than a statement may; returns how many. An entry of a time to come
-- is one of a clock that was ahead.
create or replace function take_in_late_entries() returns bigint language plpgsql as $$
declare
    clubs bigint;
    first date;
begin
    if not exists (select from late_entries where entered_at < now() - interval '10 minutes')
       and not exists (select from late_entries where entered_at > now() + interval '10 minutes') then
        return 0;
    end if;
    perform pg_advisory_xact_lock(38);
    with late as materialized (
         select club_id, min(on_day) as on_day from late_entries
          where entered_at < now() - interval '1 minute' or entered_at > now() + interval '1 minute'
          group by club_id order by min(id) limit 500),
         taken as (
         delete from late_entries e using late l
          where e.club_id = l.club_id
            and (e.entered_at < now() - interval '1 minute' or e.entered_at > now() + interval '1 minute')),
         forgotten as (delete from past_figures f using late l where f.club_id = l.club_id and f.day >= l.on_day)
    select count(*), min(on_day) from late into clubs, first;
    update past_periods set complete = false where complete and day >= first;
    return clubs;
end $$;

-- What is kept before anybody asks: the days of 400, the ends of 60 months, and the periods of reports of five years.
-- However much is asked for besides, 200 periods of it are kept at most, those asked for last, each for 60 days; what was
-- asked for on a day to come was asked for today.
create or replace function choose_past_periods() returns void language sql as $$
    update past_periods set asked_on = today_in_vietnam() where asked_on > today_in_vietnam();
    with chosen as materialized (
         select date_trunc('year', e.day)::date as since, e.day
           from (select today_in_vietnam() - n as day from generate_series(1, 400) n
                  union
                 select (date_trunc('month', today_in_vietnam()) - n * interval '1 month')::date - 1
                   from generate_series(0, 59) n) e
          where e.day <= settled_through()
          union
         select r.since, r.until from report_periods r
          where r.until <= settled_through() and r.until > today_in_vietnam() - interval '5 years'),
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
       and (old.number > 200 or old.asked_on is null or old.asked_on < today_in_vietnam() - 60)
$$;

-- Some of what is wanted and not yet kept: as many clubs at most, of one period. First what somebody asked for, then
-- what reports are made from, then the days, the latest first. Returns how much was done; nothing, when all is there
-- or somebody else is at it. Before all that, what is kept of days to come is forgotten.
create or replace function keep_some_past_figures(at_most integer) returns bigint language plpgsql as $$
declare
    period  record;
    missing uuid[];
    done    bigint := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('keep_some_past_figures')) then
        return 0;
    end if;
    done := forget_days_to_come();
    if done > 0 then
        return done;
    end if;
    perform pg_advisory_xact_lock_shared(38);
    perform choose_past_periods();
    for period in select p.since, p.day from past_periods p
                   where p.wanted and not p.complete and p.day <= settled_through()
                   order by p.asked_on desc nulls last,
                            p.since <> date_trunc('year', p.day) or p.day + 1 = date_trunc('month', p.day + 1) desc,
                            p.day desc, p.since
                   limit 20 loop
        missing := array(
            select c.id from clubs c
             where c.proposed_on <= period.day and (c.ended_on is null or c.ended_on > period.day)
               and not exists (select from past_figures f
                                where f.since = period.since and f.day = period.day and f.club_id = c.id)
             order by c.id limit at_most);
        done := done + 1;
        if cardinality(missing) > 0 then
            return done + keep_past_figures(missing, period.since, period.day);
        end if;
        update past_periods set complete = true where since = period.since and day = period.day;
    end loop;
    return done;
end $$;
