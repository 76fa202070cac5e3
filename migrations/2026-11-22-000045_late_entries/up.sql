-- Every day that is over is kept for a year, and the ends of months for five.

-- Whoever enters something of a day gone by says so here, and waits for nobody. What is kept of that day and all after
-- it then counts no more, until it has been counted again.
create table late_entries (
    id         bigint generated always as identity primary key,
    club_id    uuid not null,
    on_day     date not null,
    entered_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index late_entries_by_club on late_entries (club_id, on_day);
create index late_entries_by_time on late_entries (entered_at);
comment on table late_entries is 'Of which clubs something of a day gone by has been entered, and figures not yet been counted again.';

create or replace function forget_past_figures(clubs uuid[], days date[]) returns void language sql as $$
    insert into late_entries (club_id, on_day)
    select c.club_id, min(c.on_day) from unnest(clubs, days) c (club_id, on_day)
     -- reports are of units too
     where c.club_id is not null group by c.club_id
$$;
create function forget_past_of_new_clubs() returns trigger language plpgsql as $$
begin
    insert into late_entries (club_id, on_day) select id, proposed_on from added where proposed_on < today_in_vietnam();
    return null;
end $$;
create trigger clubs_forget_past_of_new after insert on clubs referencing new table as added for each statement
    execute function forget_past_of_new_clubs();

-- What is kept and holds.
create view valid_past_figures as
    select f.* from past_figures f
     where not exists (select from late_entries e where e.club_id = f.club_id and e.on_day <= f.day);

alter table past_periods
    alter column asked_on drop not null,
    add column lasting boolean not null default false,
    add column complete boolean not null default false;
comment on table past_periods is 'Periods whose figures are counted and kept: of all clubs if wanted, else of those that were asked for.';
comment on column past_periods.asked_on is 'When somebody last asked for it.';
comment on column past_periods.lasting is 'Kept whether anybody asks or not.';
comment on column past_periods.complete is 'Of a period that is wanted, figures of all clubs are kept.';
update past_periods set asked_on = null where wanted;

-- Counts and keeps what is missing of a period. What has been entered late is not taken in meanwhile.
create or replace function keep_past_figures(which uuid[], from_day date, on_day date) returns bigint language plpgsql
    set plan_cache_mode = force_custom_plan as $$
declare
    missing uuid[];
begin
    if on_day > settled_through() then
        return 0;
    end if;
    perform pg_advisory_xact_lock_shared(38);
    insert into past_periods (since, day, asked_on) values (from_day, on_day, today_in_vietnam())
    on conflict (since, day) do nothing;
    missing := array(select w from unnest(which) w
                      where not exists (select from past_figures p
                                         where p.since = from_day and p.day = on_day and p.club_id = w));
    insert into past_figures select from_day, on_day, f.* from figures_on(missing, from_day, on_day) f
    on conflict (since, day, club_id) do nothing;
    return cardinality(missing);
end $$;

-- Somebody asks for a period, perhaps for so many clubs' figures that she has to come again.
create function ask_past_period(from_day date, on_day date, of_all boolean) returns void language sql as $$
    insert into past_periods as p (since, day, asked_on, wanted) values (from_day, on_day, today_in_vietnam(), of_all)
    on conflict (since, day) do update
       set asked_on = excluded.asked_on, wanted = p.wanted or of_all, complete = p.complete and not of_all
$$;

-- Forgets what is kept of clubs and days of which something was entered late: not with each entry, but with all of ten
-- minutes. An entry stays for a minute at least, so that nobody misses a row who has just been told that it is kept.
-- Nothing is counted meanwhile, which could be kept without the entry and outlive it.
create function take_in_late_entries() returns bigint language plpgsql as $$
declare
    clubs bigint;
    first date;
begin
    if not exists (select from late_entries where entered_at < now() - interval '10 minutes') then
        return 0;
    end if;
    perform pg_advisory_xact_lock(38);
    with taken as (delete from late_entries where entered_at < now() - interval '1 minute' returning club_id, on_day),
         late as (select club_id, min(on_day) as on_day from taken group by club_id),
         forgotten as (delete from past_figures f using late l where f.club_id = l.club_id and f.day >= l.on_day)
    select count(*), min(on_day) from late into clubs, first;
    update past_periods set complete = false where complete and day >= first;
    return clubs;
end $$;

-- What is kept before anybody asks: the days of 400, the ends of 60 months, and the periods of reports of five years.
-- However much is asked for besides, 200 periods of it are kept at most, those asked for last, each for 60 days.
create function choose_past_periods() returns void language sql as $$
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
-- or somebody else is at it.
create or replace function keep_some_past_figures(at_most integer) returns bigint language plpgsql as $$
declare
    period  record;
    missing uuid[];
    done    bigint := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('keep_some_past_figures')) then
        return 0;
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

-- Where what is kept of a past day is not what is counted of it now: nowhere.
create or replace function past_astray(which uuid[], from_day date, on_day date)
    returns table (club_id uuid, name text, kept text, counted text) language sql stable as $$
    with p as materialized (
         select k.* from valid_past_figures k where k.since = from_day and k.day = on_day and k.club_id = any (which))
    select p.club_id, b.key || ' on ' || on_day || ' since ' || from_day, a.value::text, b.value::text
      from p
      join figures_on(array(select p.club_id from p), from_day, on_day) f on f.club_id = p.club_id
     cross join lateral (select
           to_jsonb(p.club_metrics) || to_jsonb(p.fund_metrics) || to_jsonb(p.lending_metrics) || to_jsonb(p.repayment_metrics)
           || to_jsonb(p.activity_metrics) || to_jsonb(p.management_metrics) || to_jsonb(p.standing_metrics) as kept,
           to_jsonb(f.club_metrics) || to_jsonb(f.fund_metrics) || to_jsonb(f.lending_metrics) || to_jsonb(f.repayment_metrics)
           || to_jsonb(f.activity_metrics) || to_jsonb(f.management_metrics) || to_jsonb(f.standing_metrics) as counted) w
     cross join lateral jsonb_each(w.counted) b
      join lateral jsonb_each(w.kept) a on a.key = b.key
     where b.key <> 'valid_through' and a.value is distinct from b.value
$$;
