-- Figures of days gone by are counted once and kept, until somebody enters something of then.

create index unit_versions_communes on unit_versions (valid_from) where level = 'commune' and valid_to is null;
create index unit_versions_communes_ended on unit_versions (valid_to, valid_from) where level = 'commune' and valid_to is not null;
create index clubs_running_by_commune on clubs (province_id, commune_id) where launched_on is not null and ended_on is null;

-- What silence is, in one place.
create function is_silent(running smallint, posted_on date, done_on date, day date) returns smallint
    language sql immutable parallel safe as $$
    select (running = 1 and greatest(posted_on, done_on) < date_trunc('month', day) - interval '3 months')::int::smallint
$$;
create or replace function judged(k club_metrics, f fund_metrics, l lending_metrics, a activity_metrics, m management_metrics)
    returns standing_metrics language sql immutable parallel safe as $$
    select k.club_id, (m.running * a.all_areas)::smallint, j.well_managed, j.enough_borrowers,
           (m.running * a.all_areas * j.well_managed * j.enough_borrowers)::smallint,
           (m.running = 1 and f.has_both_funds and m.regulated = 1)::int::smallint,
           (m.running = 1 and f.first_funding_vnd >= 20000000)::int::smallint,
           (m.running = 1 and f.first_funding_vnd >= 30000000)::int::smallint,
           is_silent(m.running, f.last_on, m.last_on, greatest(f.counted_on, m.counted_on))
      from (select (m.running = 1 and m.board_valid = 1 and m.meets_monthly = 1 and m.regulated = 1
                    and l.late_30_vnd * 100 <= l.outstanding_vnd * 5 and m.reports_in_time = m.reports_due)::int::smallint
                       as well_managed,
                   (m.running = 1 and k.members > 0 and l.borrowers_ever * 2 >= k.members)::int::smallint
                       as enough_borrowers) j
$$;
create function silence_on(which uuid[], day date) returns table (club_id uuid, silent smallint)
    language sql stable parallel safe as $$
    select m.club_id,
           is_silent(m.running, (select max(e.on_day) from ledger_entries e where e.club_id = m.club_id and e.on_day <= day),
                     m.last_on, day)
      from management_on(which, day, day) m
$$;

create table past_periods (
    since    date not null,
    day      date not null,
    asked_on date not null,
    wanted   boolean not null default false,
    primary key (since, day),
    constraint past_periods_ordered check (since <= day)
);
comment on table past_periods is 'Periods whose figures are counted and kept: of all clubs if wanted, else of those that were asked for.';

-- To change a metric table, drop this table first and make it anew: it can be counted again at any time.
create table past_figures (
    since              date not null,
    day                date not null,
    club_id            uuid not null references clubs (id),
    club_metrics       club_metrics not null,
    fund_metrics       fund_metrics not null,
    lending_metrics    lending_metrics not null,
    repayment_metrics  repayment_metrics not null,
    activity_metrics   activity_metrics not null,
    management_metrics management_metrics not null,
    standing_metrics   standing_metrics not null,
    primary key (since, day, club_id),
    foreign key (since, day) references past_periods (since, day) on delete cascade
);
create index past_figures_by_club on past_figures (club_id, day);
comment on table past_figures is 'All figures of a club for a period that is over, a row a club: what figures_on counts.';

create function today_in_vietnam() returns date language sql stable parallel safe as $$
    select (now() at time zone 'Asia/Ho_Chi_Minh')::date
$$;

-- Counts and keeps what is missing of a period, unless somebody is just entering something of the past: who counts holds
-- a lock that everybody shares who does, so that nothing is kept that was counted before it was entered.
create function keep_past_figures(which uuid[], from_day date, on_day date) returns bigint language plpgsql
    set plan_cache_mode = force_custom_plan as $$
declare
    missing uuid[];
begin
    if on_day >= today_in_vietnam() or not pg_try_advisory_xact_lock(38) then
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

-- Some of what is wanted and not yet kept: as many clubs at most, of one period. What reports are made from is wanted
-- before anybody asks: the ends of months, and the periods that are over.
create function keep_some_past_figures(at_most integer) returns bigint language plpgsql as $$
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

-- Whoever changes what counted on a day gone by makes forget what is kept of that day and all after it. For each table
-- the columns that count, whose club that is, and from which day on: of a row as it was and as it is.
create function forget_past_figures(clubs uuid[], days date[]) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(38);
    delete from past_figures p using (
           select c.club_id, min(c.on_day) as on_day from unnest(clubs, days) c (club_id, on_day) group by c.club_id) c
     where p.club_id = c.club_id and p.day >= c.on_day;
end $$;
do $$
declare
    fact   record;
    event  record;
    number integer := 0;
begin
    for fact in select * from (values
        ('membership_states', 'membership_id, club_id, state, valid_from', 'r.club_id', 'r.valid_from', ''),
        ('membership_states', 'membership_id, club_id, valid_to', 'r.club_id', 'r.valid_to + 1', ''),
        ('memberships', 'id, club_id, person_id, applied_on, joined_on', 'r.club_id', 'least(r.applied_on, r.joined_on)', ''),
        ('memberships', 'id, club_id, ended_on', 'r.club_id', 'r.ended_on', ''),
        ('persons', 'id, sex, birth_date, birth_precision, ethnicity, disabled, lives_alone, household_id',
         'm.club_id', 'date ''-infinity''', 'join memberships m on m.person_id = r.id'),
        ('household_poverty', 'household_id, year, status', 'm.club_id', 'make_date(r.year, 1, 1)',
         'join persons p on p.household_id = r.household_id join memberships m on m.person_id = p.id'),
        ('ledger_lines', 'club_id, on_day', 'r.club_id', 'r.on_day', ''),
        ('ledger_entries', 'club_id, on_day, reverses', 'r.club_id',
         'least(r.on_day, (select min(m.received_on) from mobilised_resources m where m.entry_id = r.reverses))', ''),
        ('funds', 'club_id, kind, opened_on', 'r.club_id', 'r.opened_on', ''),
        ('loans', 'id, club_id, member_id, applied_on', 'r.club_id', 'r.applied_on', ''),
        ('loans', 'id, club_id, member_id, principal_vnd, disbursed_on, carried_over', 'r.club_id', 'r.disbursed_on', ''),
        ('loans', 'id, club_id, closed_on, written_off_vnd', 'r.club_id', 'r.closed_on', ''),
        ('loan_schedules', 'loan_id, number, effective_on, reason', 'n.club_id', 'r.effective_on',
         'join loans n on n.id = r.loan_id'),
        ('loan_freezes', 'loan_id, kind, from_day, to_day', 'n.club_id', 'r.from_day', 'join loans n on n.id = r.loan_id'),
        ('repayments', 'id, club_id, paid_on, recovery, reversed_by', 'r.club_id', 'r.paid_on', ''),
        ('activities', 'id, club_id, state, starts_on, turns, area, more_areas', 'r.club_id', 'r.starts_on', ''),
        ('meetings', 'id, club_id, held_on, present, expected', 'r.club_id', 'r.held_on', ''),
        ('volunteers', 'id, club_id, since', 'r.club_id', 'r.since', ''),
        ('volunteers', 'id, club_id, until', 'r.club_id', 'r.until', ''),
        ('care_cases', 'id, club_id, state, state_since, started_on, ended_on', 'r.club_id', 'r.started_on', ''),
        ('care_visits', 'id, club_id, visited_on', 'r.club_id', 'r.visited_on', ''),
        ('health_events', 'id, state, held_on', 'i.club_id', 'r.held_on',
         'join health_invitations i on i.event_id = r.id'),
        ('health_invitations', 'event_id, member_id, club_id, attended', 'r.club_id', 'e.held_on',
         'join health_events e on e.id = r.event_id'),
        ('insurance_supports', 'club_id, member_id, year, covered', 'r.club_id', 'make_date(r.year, 1, 1)', ''),
        ('trainings', 'id, starts_on, ends_on', 'i.club_id', 'r.starts_on',
         'join training_participants i on i.training_id = r.id'),
        ('training_participants', 'training_id, member_id, club_id, capacity, completed', 'r.club_id', 't.starts_on',
         'join trainings t on t.id = r.training_id'),
        ('exchange_visits', 'id, club_id, visited_on', 'r.club_id', 'r.visited_on', ''),
        ('monitoring_visits', 'id, club_id, visited_on', 'r.club_id', 'r.visited_on', ''),
        ('awards', 'id, club_id, decided_on', 'r.club_id', 'r.decided_on', ''),
        ('self_help_actions', 'id, club_id, helped_on, half_days', 'r.club_id', 'r.helped_on', ''),
        ('rights_cases', 'id, club_id, opened_on', 'r.club_id', 'r.opened_on', ''),
        ('mobilised_resources', 'id, club_id, kind, received_on, value_vnd, half_days, entry_id', 'r.club_id',
         'r.received_on', ''),
        ('board_terms', 'id, club_id, starts_on', 'r.club_id', 'r.starts_on', ''),
        ('board_terms', 'id, club_id, ended_on', 'r.club_id', 'r.ended_on', ''),
        ('board_positions', 'term_id, club_id, position, starts_on', 'r.club_id', 'r.starts_on', ''),
        ('board_positions', 'term_id, club_id, position, ended_on', 'r.club_id', 'r.ended_on', ''),
        ('club_regulations', 'club_id, number, effective_from', 'r.club_id', 'r.effective_from', ''),
        ('reports', 'id, club_id, edition, due_on, submitted_on', 'r.club_id', 'r.due_on', ''),
        ('clubs', 'id, launched_on', 'r.id', 'r.launched_on', ''),
        ('clubs', 'id, established_on', 'r.id', 'r.established_on', ''),
        ('clubs', 'id, ended_on', 'r.id', 'r.ended_on', ''),
        ('clubs', 'id, launched_on, state, state_since', 'r.id', 'case when r.launched_on is null then r.state_since end', '')
        ) f (of_table, columns, club, day, joined)
    loop
        for event in select * from (values
            ('insert', 'new table as added', format('select %s from added', fact.columns)),
            ('delete', 'old table as removed', format('select %s from removed', fact.columns)),
            ('update', 'old table as removed new table as added',
             format('(select %1$s from added except select %1$s from removed) union all '
                    '(select %1$s from removed except select %1$s from added)', fact.columns))) e (name, named, changed)
        loop
            number := number + 1;
            execute format($made$
                create function forget_past_%s() returns trigger language plpgsql as $body$
                declare
                    clubs uuid[];
                    days  date[];
                begin
                    with r as (%s)
                    select array_agg(q.club_id), array_agg(q.on_day) into clubs, days
                      from (select distinct %s as club_id, %s as on_day from r %s) q where q.on_day < today_in_vietnam();
                    if clubs is not null then
                        perform forget_past_figures(clubs, days);
                    end if;
                    return null;
                end $body$;
                create trigger %s_forget_past_%s after %s on %s referencing %s for each statement
                    execute function forget_past_%s()$made$,
                number, event.changed, fact.club, fact.day, fact.joined,
                fact.of_table, number, event.name, fact.of_table, event.named, number);
        end loop;
    end loop;
end $$;

-- Where what is kept of a past day is not what is counted of it now: nowhere.
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
