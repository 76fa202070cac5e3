-- Notes of which clubs something of which past days was entered: what is kept of that day and all after it counts no
-- more; and of the club itself (p_standing), that other clubs are added up from then on.
create function logic.forget_past_figures(p_clubs uuid[], p_days date[], p_standing boolean) returns void
    language sql as $$
    insert into late_entries (club_id, on_day, standing)
    select c.club_id, min(c.on_day), p_standing from unnest(p_clubs, p_days) c (club_id, on_day)
     -- reports are of units too
     where c.club_id is not null group by c.club_id
$$;

-- Whoever changes what counted on a day gone by makes forget what is kept of that day and all after it. For each table
-- the columns that count, whose club that is, and from which day on: of a row as it was and as it is.
do $$
declare
    fact   record;
    event  record;
    number integer := 0;
begin
    for fact in select f.*, false as standing from (values
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
        ('ledger_mergers', 'club_id, successor_id, on_day', 'r.successor_id', 'r.on_day', ''),
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
        ('club_placements', 'club_id, hamlet_id, is_main, valid_from', 'r.club_id', 'r.valid_from', ''),
        ('club_placements', 'club_id, hamlet_id, is_main, valid_to', 'r.club_id', 'r.valid_to + 1', ''),
        ('clubs', 'id, launched_on', 'r.id', 'r.launched_on', ''),
        ('clubs', 'id, launched_on, state, state_since', 'r.id', 'case when r.launched_on is null then r.state_since end', '')
        ) f (of_table, columns, club, day, joined)
        union all select f.*, true from (values
        ('clubs', 'id, proposed_on', 'r.id', 'r.proposed_on', ''),
        ('clubs', 'id, established_on', 'r.id', 'r.established_on', ''),
        ('clubs', 'id, ended_on', 'r.id', 'r.ended_on', '')
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
                create function logic.forget_past_%s() returns trigger language plpgsql as $body$
                declare
                    clubs uuid[];
                    days  date[];
                begin
                    with r as (%s)
                    select array_agg(q.club_id), array_agg(q.on_day) into clubs, days
                      from (select distinct %s as club_id, %s as on_day from r %s) q
                     where q.on_day < logic.today_in_vietnam();
                    if clubs is not null then
                        perform logic.forget_past_figures(clubs, days, %L);
                    end if;
                    return null;
                end $body$;
                create trigger %s_forget_past_%s after %s on %s referencing %s for each statement
                    execute function logic.forget_past_%s()$made$,
                number, event.changed, fact.club, fact.day, fact.joined, fact.standing,
                fact.of_table, number, event.name, fact.of_table, event.named, number);
        end loop;
    end loop;
end $$;

-- A club that is entered late was there before.
create function logic.forget_past_of_new_clubs() returns trigger language plpgsql as $$
begin
    insert into late_entries (club_id, on_day, standing)
    select id, proposed_on, true from added where proposed_on < logic.today_in_vietnam();
    return null;
end $$;
create trigger clubs_forget_past_of_new after insert on clubs referencing new table as added for each statement
    execute function logic.forget_past_of_new_clubs();

-- Figures of a club that comes to lie in another province stay what they are, but the sums of provinces do not.
create function logic.forget_past_of_moved_clubs() returns trigger language plpgsql as $$
begin
    insert into late_entries (club_id, on_day, moved)
    select a.id, date '-infinity', true from added a join removed r on r.id = a.id
     where a.province_id is distinct from r.province_id;
    return null;
end $$;
create trigger clubs_forget_past_of_moved after update on clubs referencing old table as removed new table as added
    for each statement execute function logic.forget_past_of_moved_clubs();

-- Which numbers are small is decided by the tree of their day: a change in its past makes forget the decisions of that day
-- and all after it. None is made meanwhile, which could be kept without the change and outlive it.
create function logic.forget_past_suppressions() returns trigger language plpgsql as $$
declare
    first date;
begin
    case tg_op
        when 'INSERT' then
            select min(valid_from) from added into first;
        when 'DELETE' then
            select min(valid_from) from removed into first;
        else
            with moved as (
                 (select unit_id, commune_id, province_id, valid_from as day from added
                  except select unit_id, commune_id, province_id, valid_from from removed)
                  union all
                 (select unit_id, commune_id, province_id, valid_from from removed
                  except select unit_id, commune_id, province_id, valid_from from added)),
                 ended as (
                 (select unit_id, valid_to + 1 as day from added except select unit_id, valid_to + 1 from removed)
                  union all
                 (select unit_id, valid_to + 1 from removed except select unit_id, valid_to + 1 from added))
            select least((select min(day) from moved), (select min(day) from ended)) into first;
    end case;
    if first < logic.today_in_vietnam() then
        perform pg_advisory_xact_lock(38);
        delete from past_suppressions where day >= first;
    end if;
    return null;
end $$;
create trigger unit_versions_forget_past_suppressions_added after insert on unit_versions
    referencing new table as added for each statement execute function logic.forget_past_suppressions();
create trigger unit_versions_forget_past_suppressions_removed after delete on unit_versions
    referencing old table as removed for each statement execute function logic.forget_past_suppressions();
create trigger unit_versions_forget_past_suppressions_changed after update on unit_versions
    referencing old table as removed new table as added
    for each statement execute function logic.forget_past_suppressions();

-- Forgets what is kept of clubs and days of which something was entered late, and with it the sums and what was decided of
-- them: not with each entry, but with all of ten minutes. An entry stays for a minute at least, so that nobody misses a row
-- who has just been told that it is kept.
-- Nothing is counted meanwhile, which could be kept without the entry and outlive it. So many clubs at once, those first
-- that have waited longest, that it takes no longer than a statement may; returns how many. An entry of a time to come
-- is one of a clock that was ahead.
create function logic.take_in_late_entries() returns bigint language plpgsql as $$
declare
    clubs bigint;
    first date;
    moves bigint;
begin
    if not exists (select from late_entries where entered_at < now() - interval '10 minutes')
       and not exists (select from late_entries where entered_at > now() + interval '10 minutes') then
        return 0;
    end if;
    perform pg_advisory_xact_lock(38);
    with late as materialized (
         select club_id, min(on_day) filter (where not moved) as on_day, bool_or(moved) as moved from late_entries
          where entered_at < now() - interval '1 minute' or entered_at > now() + interval '1 minute'
          group by club_id order by min(id) limit 500),
         taken as (
         delete from late_entries e using late l
          where e.club_id = l.club_id
            and (e.entered_at < now() - interval '1 minute' or e.entered_at > now() + interval '1 minute')),
         forgotten as (delete from past_figures f using late l where f.club_id = l.club_id and f.day >= l.on_day)
    select count(*), min(on_day), count(*) filter (where moved) from late into clubs, first, moves;
    delete from past_sums
     where day >= first or (moves > 0 and place <> '00000000-0000-0000-0000-000000000000');
    delete from past_suppressions where day >= first or moves > 0;
    update past_periods set complete = false where complete and day >= first;
    return clubs;
end $$;
