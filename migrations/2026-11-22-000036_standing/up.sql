-- How clubs are run, what that makes of them, and the count of everything.

-- How many were expected at a meeting: the members of its day, known once and for all.
alter table meetings add column expected smallint not null default 0;
create function expect_members() returns trigger language plpgsql as $$
begin
    select count(*) into new.expected from members_on(array[new.club_id], new.held_on) m where m.state = 'active';
    return new;
end $$;
create trigger meetings_expect_members before insert on meetings for each row execute function expect_members();
update meetings m set expected = (select count(*) from members_on(array[m.club_id], m.held_on) x where x.state = 'active');
comment on column meetings.expected is 'Members on the day of the meeting.';

create table management_metrics (
    club_id         uuid primary key references clubs (id),
    counted_on      date not null,
    valid_through   date not null,
    running         smallint not null,
    new_club        smallint not null,
    existed_before  smallint not null,
    maintained      smallint not null,
    months          integer not null,
    expected        integer not null,
    board_valid     smallint not null,
    meets_monthly   smallint not null,
    regulated       smallint not null,
    board_trained   smallint not null,
    reports_due     integer not null,
    reports_in_time integer not null,
    last_on         date
);
create index management_metrics_by_validity on management_metrics (valid_through);
comment on table management_metrics is 'How a club is run: ones and noughts, so that clubs can be added up; the period is the calendar year in these rows.';
comment on column management_metrics.last_on is 'Day of the last meeting or activity, or of the launch.';
comment on column management_metrics.running is 'Launched and not ended: active, or suspended with its members.';
comment on column management_metrics.maintained is 'Was running when the period began, and is.';
comment on column management_metrics.expected is 'Members on the days of the meetings of the period, added up.';

create function management_on(which uuid[], since date, day date) returns setof management_metrics
    language sql stable parallel safe as $$
    select c.id, day,
           least((date_trunc('month', day) + interval '1 month' - interval '1 day')::date, t.until, g.next_on - 1, q.next_due - 1),
           l.running, coalesce(c.established_on between since and day, false)::int::smallint, l.before, least(l.before, l.running),
           case when l.running = 0 then 0
                else (extract(year from day) * 12 + extract(month from day)
                      - extract(year from l.from_day) * 12 - extract(month from l.from_day) + 1)::int end,
           coalesce(m.expected, 0)::int,
           coalesce(t.valid, false)::int::smallint,
           (coalesce(m.of_six, 0) >= least(l.whole_months, 6) - 1)::int::smallint,
           (g.club_id is not null and g.now)::int::smallint,
           (e.club_id is not null)::int::smallint,
           coalesce(w.due, 0), coalesce(w.in_time, 0), greatest(u.on_day, m.last_on, d.last_on)
      from clubs c
      cross join lateral (
           select coalesce(c.launched_on, case when c.state in ('active', 'suspended') then c.state_since end) as on_day)
           u
      cross join lateral (
           select coalesce(u.on_day <= day and (c.ended_on is null or c.ended_on > day), false)::int::smallint
                      as running,
                  coalesce(u.on_day < since and (c.ended_on is null or c.ended_on >= since), false)::int::smallint
                      as before,
                  greatest(u.on_day, since) as from_day,
                  -- whole calendar months since the launch
                  coalesce((extract(year from day) * 12 + extract(month from day) - extract(year from u.on_day) * 12
                   - extract(month from u.on_day) - 1)::int, 0) as whole_months) l
      -- a board whose chair, bookkeeper and treasurer are named
      left join (
           select b.club_id, count(distinct p.position) = 3 as valid, min(b.ended_on) as until
             from board_terms b
             join board_positions p on p.term_id = b.id and p.position in ('chair', 'bookkeeper', 'treasurer')
              and p.starts_on <= day and (p.ended_on is null or p.ended_on > day)
            where b.club_id = any (which) and b.starts_on <= day and (b.ended_on is null or b.ended_on > day)
            group by b.club_id) t on t.club_id = c.id
      left join (
           select club_id, sum(expected) filter (where held_on >= since) as expected,
                  count(distinct date_trunc('month', held_on)) filter (where
                      held_on >= date_trunc('month', day) - interval '6 months' and held_on < date_trunc('month', day))
                      as of_six,
                  max(held_on) as last_on
             from meetings
            where club_id = any (which) and held_on <= day
            group by club_id) m on m.club_id = c.id
      left join (
           select club_id, max(starts_on) as last_on from activities
            where club_id = any (which) and state = 'done' and starts_on <= day group by club_id) d on d.club_id = c.id
      left join (
           select club_id, bool_or(effective_from <= day) as now, min(effective_from) filter (where effective_from > day)
                      as next_on
             from club_regulations where club_id = any (which) group by club_id) g on g.club_id = c.id
      left join (
           select distinct i.club_id from training_participants i join trainings r on r.id = i.training_id
            where i.club_id = any (which) and i.capacity = 'board' and i.completed and r.ends_on <= day) e
           on e.club_id = c.id
      left join club_reports_on(which, since, day) w on w.club_id = c.id
      left join (
           select club_id, min(due_on) as next_due from reports
            where club_id = any (which) and edition = 1 and due_on > day group by club_id) q on q.club_id = c.id
     where c.id = any (which)
$$;

-- What follows from the others. The plans ask for "well managed" (được quản lý tốt) and do not say what it is: here
-- it is a whole board, meetings in five of six months, a regulation, at most 5 % of the principal later than 30 days,
-- and reports in time.
create table standing_metrics (
    club_id          uuid primary key references clubs (id),
    whole            smallint not null,
    well_managed     smallint not null,
    enough_borrowers smallint not null,
    dual_standard    smallint not null,
    self_managed     smallint not null,
    first_20m        smallint not null,
    first_30m        smallint not null,
    silent           smallint not null
);
comment on table standing_metrics is 'What a club''s other metric rows make of it; one or nought each.';
comment on column standing_metrics.whole is 'Active in all areas.';
comment on column standing_metrics.enough_borrowers is 'At least half of the members were lent to since they joined (kế hoạch 13335/KH-UBND, Đồng Nai).';
comment on column standing_metrics.silent is 'Nothing recorded in three whole months: no meeting, no activity, no entry.';
comment on column standing_metrics.self_managed is 'Both funds, under the club''s own regulation.';

create function judged(k club_metrics, f fund_metrics, l lending_metrics, a activity_metrics, m management_metrics)
    returns standing_metrics language sql immutable parallel safe as $$
    select k.club_id, (m.running * a.all_areas)::smallint, j.well_managed, j.enough_borrowers,
           (m.running * a.all_areas * j.well_managed * j.enough_borrowers)::smallint,
           (m.running = 1 and f.has_both_funds and m.regulated = 1)::int::smallint,
           (m.running = 1 and f.first_funding_vnd >= 20000000)::int::smallint,
           (m.running = 1 and f.first_funding_vnd >= 30000000)::int::smallint,
           (m.running = 1 and greatest(f.last_on, m.last_on)
                              < date_trunc('month', greatest(f.counted_on, m.counted_on)) - interval '3 months')
               ::int::smallint
      from (select (m.running = 1 and m.board_valid = 1 and m.meets_monthly = 1 and m.regulated = 1
                    and l.late_30_vnd * 100 <= l.outstanding_vnd * 5 and m.reports_in_time = m.reports_due)::int::smallint
                       as well_managed,
                   (m.running = 1 and k.members > 0 and l.borrowers_ever * 2 >= k.members)::int::smallint
                       as enough_borrowers) j
$$;

-- The metric rows of clubs anew. Each row is written in the transaction that changes its facts.
create function count_standing(which uuid[]) returns bigint language plpgsql as $$
begin
    insert into standing_metrics as s
    select (judged(k, f, l, a, m)).* from club_metrics k
      join fund_metrics f on f.club_id = k.club_id
      join lending_metrics l on l.club_id = k.club_id
      join activity_metrics a on a.club_id = k.club_id
      join management_metrics m on m.club_id = k.club_id
     where k.club_id = any (which) order by k.club_id
    on conflict (club_id) do update set
           (whole, well_managed, enough_borrowers, dual_standard, self_managed, first_20m, first_30m, silent) =
           (excluded.whole, excluded.well_managed, excluded.enough_borrowers, excluded.dual_standard,
            excluded.self_managed, excluded.first_20m, excluded.first_30m, excluded.silent)
     where (s.whole, s.well_managed, s.enough_borrowers, s.dual_standard, s.self_managed, s.first_20m, s.first_30m, s.silent)
           is distinct from
           (excluded.whole, excluded.well_managed, excluded.enough_borrowers, excluded.dual_standard,
            excluded.self_managed, excluded.first_20m, excluded.first_30m, excluded.silent);
    return cardinality(which);
end $$;
create function count_management(which uuid[], on_day date) returns bigint language plpgsql as $$
begin
    insert into management_metrics
    select m.* from management_on(which, date_trunc('year', on_day)::date, on_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, valid_through, running, new_club, existed_before, maintained, months, expected, board_valid,
            meets_monthly, regulated, board_trained, reports_due, reports_in_time, last_on) =
           (excluded.counted_on, excluded.valid_through, excluded.running, excluded.new_club, excluded.existed_before,
            excluded.maintained, excluded.months, excluded.expected, excluded.board_valid,
            excluded.meets_monthly, excluded.regulated, excluded.board_trained, excluded.reports_due,
            excluded.reports_in_time, excluded.last_on);
    return count_standing(which);
end $$;
create or replace function count_clubs(which uuid[], on_day date) returns bigint language plpgsql as $$
begin
    insert into club_metrics
    select m.* from people_on(which, date_trunc('year', on_day)::date, on_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, members, women, sex_unknown, older, older_approximate, birth_unknown, poor, near_poor, difficult,
            ethnic_minority, disabled, lives_alone, applicants, older_women, from_55, from_80, joined, left_club,
            households_poor_before, households_escaped) =
           (excluded.counted_on, excluded.members, excluded.women, excluded.sex_unknown, excluded.older,
            excluded.older_approximate, excluded.birth_unknown, excluded.poor, excluded.near_poor,
            excluded.difficult, excluded.ethnic_minority, excluded.disabled, excluded.lives_alone,
            excluded.applicants, excluded.older_women, excluded.from_55, excluded.from_80, excluded.joined,
            excluded.left_club, excluded.households_poor_before, excluded.households_escaped);
    return count_standing(which);
end $$;
create or replace function count_finances(which uuid[], on_day date) returns bigint language plpgsql as $$
begin
    insert into fund_metrics
    select m.* from funds_on(which, date_trunc('year', on_day)::date, on_day) m order by m.club_id
    on conflict (club_id) do update set
           (has_both_funds, income_cash_vnd, income_bank_vnd, operating_cash_vnd, operating_bank_vnd, lent_vnd, savings_vnd,
            pooled_vnd, seed_vnd, contributions_vnd, donations_vnd, interest_vnd, expenses_vnd, social_help_vnd,
            loss_vnd, savers, counted_on, valid_through, income_before_vnd, injected_vnd, operating_before_vnd,
            seed_period_vnd, contributions_period_vnd, donations_period_vnd, interest_period_vnd,
            expenses_period_vnd, social_help_period_vnd, loss_period_vnd, first_funding_vnd, last_on) =
           (excluded.has_both_funds, excluded.income_cash_vnd, excluded.income_bank_vnd, excluded.operating_cash_vnd,
            excluded.operating_bank_vnd, excluded.lent_vnd, excluded.savings_vnd, excluded.pooled_vnd,
            excluded.seed_vnd, excluded.contributions_vnd, excluded.donations_vnd, excluded.interest_vnd,
            excluded.expenses_vnd, excluded.social_help_vnd, excluded.loss_vnd, excluded.savers,
            excluded.counted_on, excluded.valid_through, excluded.income_before_vnd, excluded.injected_vnd,
            excluded.operating_before_vnd, excluded.seed_period_vnd, excluded.contributions_period_vnd,
            excluded.donations_period_vnd, excluded.interest_period_vnd, excluded.expenses_period_vnd,
            excluded.social_help_period_vnd, excluded.loss_period_vnd, excluded.first_funding_vnd,
            excluded.last_on);
    insert into lending_metrics
    select m.* from lending_on(which, date_trunc('year', on_day)::date, on_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, valid_through, disbursed_vnd, disbursed_year_vnd, outstanding_vnd, late_vnd, late_30_vnd,
            late_60_vnd, late_90_vnd, rescheduled_vnd, frozen_vnd, written_off_vnd, recovered_vnd,
            loans_disbursed, loans_disbursed_year, loans_open, loans_late, loans_late_30, borrowers,
            borrowers_late, borrowers_ever, borrowers_year, in_need_year, borrowers_late_30, borrowers_late_60,
            borrowers_late_90, borrowers_rescheduled, borrowers_frozen, borrowers_written_off, takers,
            takers_year) =
           (excluded.counted_on, excluded.valid_through, excluded.disbursed_vnd, excluded.disbursed_year_vnd,
            excluded.outstanding_vnd, excluded.late_vnd, excluded.late_30_vnd, excluded.late_60_vnd,
            excluded.late_90_vnd, excluded.rescheduled_vnd, excluded.frozen_vnd, excluded.written_off_vnd,
            excluded.recovered_vnd, excluded.loans_disbursed, excluded.loans_disbursed_year, excluded.loans_open,
            excluded.loans_late, excluded.loans_late_30, excluded.borrowers, excluded.borrowers_late,
            excluded.borrowers_ever, excluded.borrowers_year, excluded.in_need_year, excluded.borrowers_late_30,
            excluded.borrowers_late_60, excluded.borrowers_late_90, excluded.borrowers_rescheduled,
            excluded.borrowers_frozen, excluded.borrowers_written_off, excluded.takers, excluded.takers_year);
    insert into repayment_metrics
    select m.* from repaid_on(which, date_trunc('year', on_day)::date, on_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, valid_through, due_vnd, paid_in_time_vnd, received_vnd, prepaid_vnd, arrears_before_vnd,
            outstanding_before_vnd, written_off_period_vnd, recovered_period_vnd) =
           (excluded.counted_on, excluded.valid_through, excluded.due_vnd, excluded.paid_in_time_vnd, excluded.received_vnd,
            excluded.prepaid_vnd, excluded.arrears_before_vnd, excluded.outstanding_before_vnd,
            excluded.written_off_period_vnd, excluded.recovered_period_vnd);
    return count_standing(which);
end $$;
create or replace function count_activities(which uuid[], on_day date) returns bigint language plpgsql as $$
begin
    insert into activity_metrics
    select m.* from activities_on(which, date_trunc('year', on_day)::date, on_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, valid_through, income, health_care, home_care, self_help, rights, communication, sport_culture,
            resource_mobilisation, all_areas, activities, turns, meetings, attendance, volunteers, care_cases,
            care_visits, checked, checked_twice, insured, trainings, training_turns, exchange_visits,
            monitoring_visits, awards, self_help_actions, rights_cases, mobilised_cash_vnd, mobilised_kind_vnd,
            labour_half_days) =
           (excluded.counted_on, excluded.valid_through, excluded.income, excluded.health_care, excluded.home_care,
            excluded.self_help, excluded.rights, excluded.communication, excluded.sport_culture,
            excluded.resource_mobilisation, excluded.all_areas, excluded.activities, excluded.turns,
            excluded.meetings, excluded.attendance, excluded.volunteers, excluded.care_cases,
            excluded.care_visits, excluded.checked, excluded.checked_twice, excluded.insured, excluded.trainings,
            excluded.training_turns, excluded.exchange_visits, excluded.monitoring_visits, excluded.awards,
            excluded.self_help_actions, excluded.rights_cases, excluded.mobilised_cash_vnd,
            excluded.mobilised_kind_vnd, excluded.labour_half_days);
    return count_management(which, on_day);
end $$;

-- Boards, regulations and reports are no part of what the program counts by itself.
create function count_their_management() returns trigger language plpgsql as $$
begin
    perform count_management(array(select distinct club_id from added), (now() at time zone 'Asia/Ho_Chi_Minh')::date);
    return null;
end $$;
create trigger board_terms_count_new after insert on board_terms referencing new table as added
    for each statement execute function count_their_management();
create trigger board_terms_count_changed after update on board_terms referencing new table as added
    for each statement execute function count_their_management();
create trigger board_positions_count_new after insert on board_positions referencing new table as added
    for each statement execute function count_their_management();
create trigger board_positions_count_changed after update on board_positions referencing new table as added
    for each statement execute function count_their_management();
create trigger club_regulations_count_new after insert on club_regulations referencing new table as added
    for each statement execute function count_their_management();
create function count_their_reports() returns trigger language plpgsql as $$
declare
    which uuid[] := array(select distinct club_id from added where club_id is not null);
begin
    if cardinality(which) > 0 then
        perform count_management(which, (now() at time zone 'Asia/Ho_Chi_Minh')::date);
    end if;
    return null;
end $$;
create trigger reports_count_new after insert on reports referencing new table as added
    for each statement execute function count_their_reports();
create trigger reports_count_changed after update on reports referencing new table as added
    for each statement execute function count_their_reports();
create function count_their_state() returns trigger language plpgsql as $$
declare
    which uuid[];
begin
    select array_agg(a.id) into which from added a join removed r on r.id = a.id
     where (a.state, a.established_on, a.launched_on, a.ended_on)
           is distinct from (r.state, r.established_on, r.launched_on, r.ended_on);
    if which is not null then
        perform count_management(which, (now() at time zone 'Asia/Ho_Chi_Minh')::date);
    end if;
    return null;
end $$;
-- after clubs_sum_up, which has to see the rows as they were
create trigger clubs_to_count after update on clubs referencing old table as removed new table as added
    for each statement execute function count_their_state();

-- Everything of some clubs for a period, a row a club.
create function figures_on(which uuid[], since date, day date)
    returns table (club_id uuid, club_metrics club_metrics, fund_metrics fund_metrics, lending_metrics lending_metrics,
                   repayment_metrics repayment_metrics, activity_metrics activity_metrics,
                   management_metrics management_metrics, standing_metrics standing_metrics)
    language sql stable parallel safe as $$
    select k.club_id, k, f, l, r, a, m, judged(k, f, l, a, m)
      from people_on(which, since, day) k
      join funds_on(which, since, day) f on f.club_id = k.club_id
      join lending_on(which, since, day) l on l.club_id = k.club_id
      join repaid_on(which, since, day) r on r.club_id = k.club_id
      join activities_on(which, since, day) a on a.club_id = k.club_id
      join management_on(which, since, day) m on m.club_id = k.club_id
$$;

-- Where each club lay on the territorial tree of a day; one that was not founded then or had ended, where it lay on
-- the day nearest to it. So each club lies somewhere exactly once, and totals are the same on every tree.
create function club_places_on(which uuid[], tree date)
    returns table (club_id uuid, hamlet_id uuid, commune_id uuid, district_id uuid, province_id uuid)
    language sql stable parallel safe as $$
    select c.id, v.unit_id, v.commune_id, v.district_id, v.province_id
      from clubs c
      cross join lateral (
           select p.hamlet_id from club_placements p where p.club_id = c.id and p.is_main
            order by case when tree < p.valid_from then p.valid_from - tree
                          when tree > p.valid_to then tree - p.valid_to else 0 end limit 1) p
      cross join lateral (
           select v.* from unit_versions v where v.unit_id = p.hamlet_id
            order by case when tree < v.valid_from then v.valid_from - tree
                          when tree > v.valid_to then tree - v.valid_to else 0 end limit 1) v
     where c.id = any (which)
$$;

-- The rows behind a club's figures, each under the name of the column that counts it.
create function facts_of(club uuid, since date, day date)
    returns table (name text, kind text, id uuid, on_day date) language sql stable as $$
    select k.name, 'member', s.member_id, coalesce(n.joined_on, n.applied_on)
      from members_on(array[club], day) s
      join memberships n on n.id = s.member_id
      join persons p on p.id = n.person_id
      left join household_poverty h on h.household_id = p.household_id and h.year = extract(year from day)
      left join household_poverty b on b.household_id = p.household_id and b.status = 'poor'
           and b.year = extract(year from since - 1)
     cross join lateral (values
           ('club_metrics.members', true), ('club_metrics.women', p.sex = 'female'),
           ('club_metrics.sex_unknown', p.sex not in ('female', 'male')),
           ('club_metrics.older', p.birth_date <= day - interval '60 years'),
           ('club_metrics.older_women', p.sex = 'female' and p.birth_date <= day - interval '60 years'),
           ('club_metrics.from_55', p.birth_date <= day - interval '55 years'),
           ('club_metrics.birth_unknown', p.birth_date is null), ('club_metrics.poor', h.status = 'poor'),
           ('club_metrics.near_poor', h.status = 'near_poor'),
           ('club_metrics.difficult', h.status in ('newly_escaped', 'difficult')),
           ('club_metrics.households_escaped', b.household_id is not null and h.status <> 'poor')) k (name, holds)
     where s.state = 'active' and k.holds
    union all
    select k.name, 'member', s.member_id, min(coalesce(n.disbursed_on, n.applied_on))
      from members_on(array[club], day) s
      join loans n on n.member_id = s.member_id
     cross join lateral (values
           ('lending_metrics.borrowers_ever', n.disbursed_on <= day),
           ('lending_metrics.borrowers_year',
            n.disbursed_on <= day and (n.closed_on is null or n.closed_on >= since))) k (name, holds)
     where s.state = 'active' and k.holds group by k.name, s.member_id
    union all
    select k.name, 'loan', n.id, n.disbursed_on from loans_on(array[club], day) n
     cross join lateral (values
           ('lending_metrics.disbursed_year_vnd', n.disbursed_on >= since and not n.carried_over),
           ('lending_metrics.outstanding_vnd', n.outstanding_vnd > 0),
           ('lending_metrics.late_30_vnd',
            n.open and coalesce(n.frozen_until < day, true) and day - n.late_since > 30),
           ('repayment_metrics.written_off_period_vnd', n.written_off_vnd > 0)) k (name, holds)
     where k.holds
    union all
    select k.name, 'repayment', r.id, r.paid_on from repayments r
     cross join lateral (values ('repayment_metrics.received_vnd'), ('repayment_metrics.paid_in_time_vnd')) k (name)
     where r.club_id = club and r.paid_on between since and day and r.reversed_by is null
       and exists (select from repayment_lines l where l.repayment_id = r.id and l.part = 'principal')
    union all
    select distinct k.name, 'ledger_entry', e.id, e.on_day
      from ledger_entries e
      join ledger_lines l on l.club_id = e.club_id and l.number = e.number
     cross join lateral (values
           ('fund_metrics.income_cash_vnd', l.fund = 'income' and l.account = 'cash'),
           ('fund_metrics.income_bank_vnd', l.fund = 'income' and l.account = 'bank'),
           ('fund_metrics.lent_vnd', l.account = 'loans'),
           ('fund_metrics.income_before_vnd',
            l.fund = 'income' and l.account in ('cash', 'bank', 'loans') and l.on_day < since),
           ('fund_metrics.injected_vnd', l.fund = 'income' and l.on_day >= since and l.account in
            ('capital', 'pooled_capital', 'contributions', 'donations')),
           ('fund_metrics.first_funding_vnd', l.fund = 'income' and l.account in ('capital', 'pooled_capital')
            and l.on_day = (select min(m.on_day) from ledger_lines m where m.club_id = club and m.fund = 'income'
                               and m.account in ('capital', 'pooled_capital'))),
           ('fund_metrics.savings_vnd', l.account = 'savings')) k (name, holds)
     where e.club_id = club and e.on_day <= day and k.holds
    union all
    select 'fund_metrics.savers', 'member', l.member_id, max(l.on_day) from ledger_lines l
     where l.club_id = club and l.account = 'savings' and l.on_day <= day
     group by l.member_id having -sum(l.amount_vnd) > 0
    union all
    select k.name, 'meeting', m.id, m.held_on from meetings m
     cross join lateral (values ('activity_metrics.meetings'), ('activity_metrics.attendance')) k (name)
     where m.club_id = club and m.held_on between since and day
    union all
    select 'activity_metrics.volunteers', 'volunteer', z.id, z.since from volunteers z
     where z.club_id = club and z.since <= day and (z.until is null or z.until > day)
    union all
    select 'activity_metrics.care_cases', 'care_case', z.id, z.started_on from care_cases z
     where z.club_id = club and z.started_on <= day and (z.ended_on is null or z.ended_on > day)
       and (z.state in ('active', 'closed') or z.state_since > day)
    union all
    select 'activity_metrics.care_visits', 'care_visit', z.id, z.visited_on from care_visits z
     where z.club_id = club and z.visited_on between since and day
    union all
    select k.name, 'member', i.member_id, max(e.held_on)
      from health_invitations i
      join health_events e on e.id = i.event_id and e.state = 'done' and e.held_on between since and day
      join members_on(array[club], day) n on n.member_id = i.member_id and n.state = 'active'
     cross join lateral (values ('activity_metrics.checked', 1), ('activity_metrics.checked_twice', 2)) k (name, least)
     where i.club_id = club and i.attended group by k.name, k.least, i.member_id having count(*) >= k.least
    union all
    select 'activity_metrics.insured', 'member', i.member_id, make_date(i.year, 1, 1) from insurance_supports i
      join members_on(array[club], day) n on n.member_id = i.member_id and n.state = 'active'
     where i.club_id = club and i.year = extract(year from day) and i.covered
    union all
    select distinct k.name, 'training', g.id, g.starts_on
      from training_participants i join trainings g on g.id = i.training_id
     cross join lateral (values
           ('activity_metrics.trainings', g.starts_on between since and day),
           ('activity_metrics.training_turns', g.starts_on between since and day),
           ('management_metrics.board_trained', i.capacity = 'board' and i.completed and g.ends_on <= day)) k (name, holds)
     where i.club_id = club and k.holds
    union all
    select k.name, 'resource', g.id, g.received_on from mobilised_resources g
     cross join lateral (values
           ('activity_metrics.mobilised_cash_vnd', g.kind = 'cash'),
           ('activity_metrics.mobilised_kind_vnd', g.kind = 'in_kind'),
           ('activity_metrics.labour_half_days', g.half_days > 0)) k (name, holds)
     where g.club_id = club and g.received_on between since and day and k.holds
       and not exists (select from ledger_entries e where e.reverses = g.entry_id)
$$;

-- Where the metric rows say something else of a day than the facts: nowhere.
create function metrics_astray(which uuid[], day date)
    returns table (club_id uuid, name text, kept text, counted text) language sql stable as $$
    select c.id, d.of_table || '.' || b.key, a.value::text, b.value::text
      from clubs c
      join (
           select f.club_id, 'club_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from people_on(which, date_trunc('year', day)::date, day) f
             left join club_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'fund_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from funds_on(which, date_trunc('year', day)::date, day) f
             left join fund_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'lending_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from lending_on(which, date_trunc('year', day)::date, day) f
             left join lending_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'repayment_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from repaid_on(which, date_trunc('year', day)::date, day) f
             left join repayment_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'activity_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from activities_on(which, date_trunc('year', day)::date, day) f
             left join activity_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'management_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from management_on(which, date_trunc('year', day)::date, day) f
             left join management_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'standing_metrics', to_jsonb(k), to_jsonb(f.standing_metrics)
             from figures_on(which, date_trunc('year', day)::date, day) f
             left join standing_metrics k on k.club_id = f.club_id) d on d.club_id = c.id
     cross join lateral jsonb_each(d.counted) b
      left join lateral jsonb_each(d.kept) a on a.key = b.key
     where b.key not in ('counted_on', 'valid_through') and a.value is distinct from b.value
$$;

-- The sums of provinces, now of all metric rows.
create view metrics_of_clubs as
    select m.club_id, k.name, k.value from club_metrics m cross join lateral countable('club_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from fund_metrics m cross join lateral countable('fund_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from lending_metrics m
     cross join lateral countable('lending_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from repayment_metrics m
     cross join lateral countable('repayment_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from activity_metrics m
     cross join lateral countable('activity_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from management_metrics m
     cross join lateral countable('management_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from standing_metrics m
     cross join lateral countable('standing_metrics', to_jsonb(m)) k;
create or replace view sums_counted as
    select c.province_id, k.name, sum(k.value)::bigint as value from clubs c
      cross join lateral (
           select 'clubs.standing' as name, 1::bigint as value
           union all select 'clubs.active', (c.state = 'active')::int
           union all select m.name, m.value from metrics_of_clubs m where m.club_id = c.id) k
     where c.ended_on is null
     group by c.province_id, k.name;

create or replace function give_metric_rows() returns trigger language plpgsql as $$
declare
    today date := (now() at time zone 'Asia/Ho_Chi_Minh')::date;
    which uuid[] := array(select id from added);
begin
    insert into sum_changes (province_id, name, value)
    select a.province_id, k.name, count(*) from added a
      cross join lateral (values ('clubs.standing', true), ('clubs.active', a.state = 'active')) k (name, holds)
     where a.ended_on is null and k.holds group by a.province_id, k.name;
    perform count_clubs(which, today), count_finances(which, today), count_activities(which, today);
    return null;
end $$;
create or replace function sum_up_clubs() returns trigger language plpgsql as $$
declare
    moved uuid[];
begin
    insert into sum_changes (province_id, name, value)
    select c.province_id, k.name, sum(c.sign)
      from (select 1 as sign, a.* from added a union all select -1, r.* from removed r) c
      cross join lateral (values ('clubs.standing', true), ('clubs.active', c.state = 'active')) k (name, holds)
     where c.ended_on is null and k.holds group by c.province_id, k.name having sum(c.sign) <> 0;

    select array_agg(a.id order by a.id) into moved from added a join removed r on r.id = a.id
     where (a.province_id, a.ended_on is null) is distinct from (r.province_id, r.ended_on is null);
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
    insert into sum_changes (province_id, name, value)
    select p.province_id, k.name, sum(p.sign * k.value)
      from (select 1 as sign, id, province_id from added where ended_on is null
            union all select -1, id, province_id from removed where ended_on is null) p
      join metrics_of_clubs k on k.club_id = p.id
     where p.id = any (moved)
     group by p.province_id, k.name having sum(p.sign * k.value) <> 0;
    return null;
end $$;
create trigger repayment_metrics_sum_new after insert on repayment_metrics referencing new table as added
    for each statement execute function sum_up_new();
create trigger repayment_metrics_sum_changed after update on repayment_metrics
    referencing old table as removed new table as added for each statement execute function sum_up_changed();
create trigger management_metrics_sum_new after insert on management_metrics referencing new table as added
    for each statement execute function sum_up_new();
create trigger management_metrics_sum_changed after update on management_metrics
    referencing old table as removed new table as added for each statement execute function sum_up_changed();
create trigger standing_metrics_sum_new after insert on standing_metrics referencing new table as added
    for each statement execute function sum_up_new();
create trigger standing_metrics_sum_changed after update on standing_metrics
    referencing old table as removed new table as added for each statement execute function sum_up_changed();

-- What there was before.
do $$
declare
    which uuid[] := array(select id from clubs);
    today date := (now() at time zone 'Asia/Ho_Chi_Minh')::date;
begin
    perform count_clubs(which, today), count_finances(which, today), count_activities(which, today);
    delete from sum_changes;
    delete from province_sums;
    insert into province_sums select province_id, name, value from sums_counted where value <> 0;
end $$;
