drop trigger repayment_metrics_sum_new on repayment_metrics;
drop trigger repayment_metrics_sum_changed on repayment_metrics;
create or replace view sums_counted as
    select c.province_id, k.name, sum(k.value)::bigint as value from clubs c
      cross join lateral (
           select 'clubs.standing' as name, 1::bigint as value
           union all select 'clubs.active', (c.state = 'active')::int
           union all select n.* from club_metrics m cross join lateral countable('club_metrics', to_jsonb(m)) n
                      where m.club_id = c.id
           union all select n.* from fund_metrics m cross join lateral countable('fund_metrics', to_jsonb(m)) n
                      where m.club_id = c.id
           union all select n.* from lending_metrics m cross join lateral countable('lending_metrics', to_jsonb(m)) n
                      where m.club_id = c.id
           union all select n.* from activity_metrics m cross join lateral countable('activity_metrics', to_jsonb(m)) n
                      where m.club_id = c.id) k
     where c.ended_on is null
     group by c.province_id, k.name;
drop view metrics_of_clubs;
drop function metrics_astray(uuid[], date);
drop function facts_of(uuid, date, date);
drop function club_places_on(uuid[], date);
drop function figures_on(uuid[], date, date);
drop trigger clubs_to_count on clubs;
drop function count_their_state();
drop trigger reports_count_changed on reports;
drop trigger reports_count_new on reports;
drop function count_their_reports();
drop trigger club_regulations_count_new on club_regulations;
drop trigger board_positions_count_changed on board_positions;
drop trigger board_positions_count_new on board_positions;
drop trigger board_terms_count_changed on board_terms;
drop trigger board_terms_count_new on board_terms;
drop function count_their_management();
drop function count_clubs(uuid[], date);
create or replace function count_clubs(which uuid[], on_day date) returns bigint language sql as $$
    with counted as (
    insert into club_metrics as k
    select c.id, on_day,
           count(m.id) filter (where m.state = 'active'),
           count(m.id) filter (where m.state = 'active' and p.sex = 'female'),
           count(m.id) filter (where m.state = 'active' and p.sex not in ('female', 'male')),
           count(m.id) filter (where m.state = 'active' and p.birth_date <= on_day - interval '60 years'),
           count(m.id) filter (where m.state = 'active' and p.birth_precision <> 'day'
                                 and p.birth_date <= on_day - interval '60 years'),
           count(m.id) filter (where m.state = 'active' and p.birth_date is null),
           count(m.id) filter (where m.state = 'active' and h.status = 'poor'),
           count(m.id) filter (where m.state = 'active' and h.status = 'near_poor'),
           count(m.id) filter (where m.state = 'active' and h.status in ('newly_escaped', 'difficult')),
           count(m.id) filter (where m.state = 'active' and p.ethnicity <> '01'),
           count(m.id) filter (where m.state = 'active' and p.disabled),
           count(m.id) filter (where m.state = 'active' and p.lives_alone),
           count(m.id) filter (where m.state = 'applied')
      from clubs c
      left join memberships m on m.club_id = c.id and m.state in ('active', 'applied')
      left join persons p on p.id = m.person_id
      left join household_poverty h on h.household_id = p.household_id
           and h.year = extract(year from on_day)
     where c.id = any (which)
     group by c.id
     order by c.id
    on conflict (club_id) do update set
           counted_on = excluded.counted_on, members = excluded.members, women = excluded.women,
           sex_unknown = excluded.sex_unknown, older = excluded.older,
           older_approximate = excluded.older_approximate, birth_unknown = excluded.birth_unknown,
           poor = excluded.poor, near_poor = excluded.near_poor, difficult = excluded.difficult,
           ethnic_minority = excluded.ethnic_minority, disabled = excluded.disabled,
           lives_alone = excluded.lives_alone, applicants = excluded.applicants
    returning 1)
    select count(*) from counted
$$;
drop function count_finances(uuid[], date);
create or replace function count_finances(which uuid[], on_day date) returns bigint language sql as $$
    insert into fund_metrics
    select c.id, f.kinds = 2,
           b.income_cash, b.income_bank, b.operating_cash, b.operating_bank, b.lent, b.savings, b.pooled, b.seed,
           b.contributions, b.donations, b.interest, b.expenses, b.social_help, b.losses, s.savers
      from clubs c
      cross join lateral (
           select count(*) as kinds from funds where club_id = c.id and opened_on <= on_day) f
      cross join lateral (
           select coalesce(sum(balance_vnd) filter (where fund = 'income' and account = 'cash'), 0) as income_cash,
                  coalesce(sum(balance_vnd) filter (where fund = 'income' and account = 'bank'), 0) as income_bank,
                  coalesce(sum(balance_vnd) filter (where fund = 'operating' and account = 'cash'), 0) as operating_cash,
                  coalesce(sum(balance_vnd) filter (where fund = 'operating' and account = 'bank'), 0) as operating_bank,
                  coalesce(sum(balance_vnd) filter (where account = 'loans'), 0) as lent,
                  coalesce(-sum(balance_vnd) filter (where account = 'savings'), 0) as savings,
                  coalesce(-sum(balance_vnd) filter (where account = 'pooled_capital'), 0) as pooled,
                  coalesce(-sum(balance_vnd) filter (where account in
                      ('capital', 'operating_capital', 'retained_result')), 0) as seed,
                  coalesce(-sum(balance_vnd) filter (where account = 'contributions'), 0) as contributions,
                  coalesce(-sum(balance_vnd) filter (where account = 'donations'), 0) as donations,
                  coalesce(-sum(balance_vnd) filter (where account in
                      ('interest_income', 'late_charge_income', 'recovery_income')), 0) as interest,
                  coalesce(sum(balance_vnd) filter (where account = 'operating_expenses'), 0) as expenses,
                  coalesce(sum(balance_vnd) filter (where account = 'social_help'), 0) as social_help,
                  coalesce(sum(balance_vnd) filter (where account = 'loan_losses'), 0) as losses
             from ledger_balances where club_id = c.id) b
      cross join lateral (
           select count(*)::int as savers from savings_balances where club_id = c.id and balance_vnd > 0) s
     where c.id = any (which)
     order by c.id
    on conflict (club_id) do update set
           has_both_funds = excluded.has_both_funds, income_cash_vnd = excluded.income_cash_vnd,
           income_bank_vnd = excluded.income_bank_vnd, operating_cash_vnd = excluded.operating_cash_vnd,
           operating_bank_vnd = excluded.operating_bank_vnd, lent_vnd = excluded.lent_vnd, savings_vnd =
           excluded.savings_vnd, pooled_vnd = excluded.pooled_vnd, seed_vnd = excluded.seed_vnd,
           contributions_vnd = excluded.contributions_vnd, donations_vnd = excluded.donations_vnd,
           interest_vnd = excluded.interest_vnd, expenses_vnd = excluded.expenses_vnd, social_help_vnd =
           excluded.social_help_vnd, loss_vnd = excluded.loss_vnd, savers = excluded.savers;

    with counted as (
    insert into lending_metrics
    select c.id, on_day,
           -- until a loan passes into another class of lateness, a freeze ends, or the year does
           least(make_date(extract(year from on_day)::int, 12, 31), l.next_change - 1),
           l.disbursed, l.disbursed_year, l.outstanding, l.late, l.late_30, l.late_60, l.late_90, l.rescheduled,
           l.frozen, l.written_off, l.recovered, l.loans_disbursed, l.loans_disbursed_year, l.loans_open,
           l.loans_late, l.loans_late_30, l.borrowers, l.borrowers_late, m.ever, m.year, m.in_need,
           l.borrowers_late_30, l.borrowers_late_60, l.borrowers_late_90, l.borrowers_rescheduled,
           l.borrowers_frozen, l.borrowers_written_off, l.takers, l.takers_year
      from clubs c
      cross join lateral (
           select coalesce(sum(o.principal_vnd), 0) as disbursed,
                  coalesce(sum(o.principal_vnd) filter (where o.this_year), 0) as disbursed_year,
                  coalesce(sum(o.outstanding_vnd), 0) as outstanding,
                  coalesce(sum(o.outstanding_vnd) filter (where o.days > 0), 0) as late,
                  coalesce(sum(o.outstanding_vnd) filter (where o.days > 30), 0) as late_30,
                  coalesce(sum(o.outstanding_vnd) filter (where o.days > 60), 0) as late_60,
                  coalesce(sum(o.outstanding_vnd) filter (where o.days > 90), 0) as late_90,
                  coalesce(sum(o.outstanding_vnd) filter (where o.reschedules > 0), 0) as rescheduled,
                  coalesce(sum(o.outstanding_vnd) filter (where o.frozen_until >= on_day), 0) as frozen,
                  coalesce(sum(o.written_off_vnd), 0) as written_off,
                  coalesce(sum(o.recovered_vnd), 0) as recovered,
                  count(*)::int as loans_disbursed,
                  count(*) filter (where o.this_year)::int as loans_disbursed_year,
                  count(*) filter (where o.state = 'active')::int as loans_open,
                  count(*) filter (where o.days > 0)::int as loans_late,
                  count(*) filter (where o.days > 30)::int as loans_late_30,
                  count(distinct o.member_id) filter (where o.state = 'active')::int as borrowers,
                  count(distinct o.member_id) filter (where o.days > 0)::int as borrowers_late,
                  count(distinct o.member_id) filter (where o.days > 30)::int as borrowers_late_30,
                  count(distinct o.member_id) filter (where o.days > 60)::int as borrowers_late_60,
                  count(distinct o.member_id) filter (where o.days > 90)::int as borrowers_late_90,
                  count(distinct o.member_id) filter (where o.state = 'active' and o.reschedules > 0)::int
                      as borrowers_rescheduled,
                  count(distinct o.member_id) filter (where o.state = 'active' and o.frozen_until >= on_day)::int
                      as borrowers_frozen,
                  count(distinct o.member_id) filter (where o.written_off_vnd > 0)::int as borrowers_written_off,
                  count(distinct o.member_id)::int as takers,
                  count(distinct o.member_id) filter (where o.this_year)::int as takers_year,
                  min(o.next_change) as next_change
             from (select n.*,
                          n.disbursed_on >= date_trunc('year', on_day) and n.disbursed_on <= on_day
                              and not n.carried_over as this_year,
                          case when n.state <> 'active' or n.frozen_until >= on_day then 0
                               else on_day - n.late_since end as days,
                          case when n.state <> 'active' then null
                               when n.frozen_until >= on_day then n.frozen_until + 1
                               when n.late_since >= on_day then n.late_since + 1
                               when on_day - n.late_since <= 30 then n.late_since + 31
                               when on_day - n.late_since <= 60 then n.late_since + 61
                               when on_day - n.late_since <= 90 then n.late_since + 91 end as next_change
                     from loans n where n.club_id = c.id and n.disbursed_on is not null) o) l
      cross join lateral (
           select count(*) filter (where p.ever)::int as ever, count(*) filter (where p.year)::int as year,
                  count(*) filter (where p.year or p.asked)::int as in_need
             from (select bool_or(n.disbursed_on is not null) as ever,
                          bool_or(n.disbursed_on <= on_day
                                  and (n.closed_on is null or n.closed_on >= date_trunc('year', on_day))) as year,
                          bool_or(n.applied_on >= date_trunc('year', on_day)) as asked
                     from memberships p join loans n on n.member_id = p.id
                    where p.club_id = c.id and p.state = 'active'
                    group by p.id) p) m
     where c.id = any (which)
     order by c.id
    on conflict (club_id) do update set
           counted_on = excluded.counted_on, valid_through = excluded.valid_through, disbursed_vnd =
           excluded.disbursed_vnd, disbursed_year_vnd = excluded.disbursed_year_vnd, outstanding_vnd =
           excluded.outstanding_vnd, late_vnd = excluded.late_vnd, late_30_vnd = excluded.late_30_vnd,
           late_60_vnd = excluded.late_60_vnd, late_90_vnd = excluded.late_90_vnd, rescheduled_vnd =
           excluded.rescheduled_vnd, frozen_vnd = excluded.frozen_vnd, written_off_vnd =
           excluded.written_off_vnd, recovered_vnd = excluded.recovered_vnd, loans_disbursed =
           excluded.loans_disbursed, loans_disbursed_year = excluded.loans_disbursed_year, loans_open =
           excluded.loans_open, loans_late = excluded.loans_late, loans_late_30 = excluded.loans_late_30,
           borrowers = excluded.borrowers, borrowers_late = excluded.borrowers_late, borrowers_ever =
           excluded.borrowers_ever, borrowers_year = excluded.borrowers_year, in_need_year =
           excluded.in_need_year, borrowers_late_30 =
           excluded.borrowers_late_30, borrowers_late_60 = excluded.borrowers_late_60, borrowers_late_90 =
           excluded.borrowers_late_90, borrowers_rescheduled = excluded.borrowers_rescheduled, borrowers_frozen =
           excluded.borrowers_frozen, borrowers_written_off = excluded.borrowers_written_off, takers =
           excluded.takers, takers_year = excluded.takers_year
    returning 1)
    select count(*) from counted
$$;
drop function count_activities(uuid[], date);
create or replace function count_activities(which uuid[], on_day date) returns bigint language sql as $$
    with counted as (
    insert into activity_metrics
    select c.id, on_day,
           least(make_date(extract(year from on_day)::int, 12, 31), a.until),
           a.income, a.health_care, a.home_care, a.self_help, a.rights, a.communication, a.sport_culture,
           a.resource_mobilisation, a.all_areas,
           d.activities, d.turns, m.meetings, m.attendance, v.volunteers, k.care_cases, w.care_visits,
           h.checked, h.checked_twice, b.insured, t.trainings, t.turns, x.visits, o.visits, p.awards, s.actions,
           r.cases, u.cash, u.kind, u.half_days + s.half_days
      from clubs c
      cross join lateral (
           select coalesce(max(active) filter (where n.area = 'income'), 0)::smallint as income,
                  coalesce(max(active) filter (where n.area = 'health_care'), 0)::smallint as health_care,
                  coalesce(max(active) filter (where n.area = 'home_care'), 0)::smallint as home_care,
                  coalesce(max(active) filter (where n.area = 'self_help'), 0)::smallint as self_help,
                  coalesce(max(active) filter (where n.area = 'rights'), 0)::smallint as rights,
                  coalesce(max(active) filter (where n.area = 'communication'), 0)::smallint as communication,
                  coalesce(max(active) filter (where n.area = 'sport_culture'), 0)::smallint as sport_culture,
                  coalesce(max(active) filter (where n.area = 'resource_mobilisation'), 0)::smallint
                      as resource_mobilisation,
                  min(active)::smallint as all_areas,
                  -- until the piece that keeps an area active is a year old
                  min(e.oldest + interval '1 year' - interval '1 day')::date as until
             from catalogue_areas y
             cross join lateral (select y.areas[1] as area) n
             left join lateral (
                  select count(*) as pieces, min(q.on_day) as oldest
                    from (select f.on_day from area_evidence f
                           where f.club_id = c.id and f.area = n.area and f.on_day <= count_activities.on_day
                             and f.on_day > count_activities.on_day - interval '1 year'
                           order by f.on_day desc limit y.at_least) q
                  having count(*) >= y.at_least) e on true
             cross join lateral (select (e.pieces is not null)::int as active) z
            where y.catalogue = '1648') a
      cross join lateral (
           select count(*)::int as activities, coalesce(sum(turns), 0)::int as turns from activities
            where club_id = c.id and state = 'done' and starts_on >= date_trunc('year', on_day) and starts_on <= on_day) d
      cross join lateral (
           select count(*)::int as meetings, coalesce(sum(present), 0)::int as attendance from meetings
            where club_id = c.id and held_on >= date_trunc('year', on_day) and held_on <= on_day) m
      cross join lateral (
           select count(*)::int as volunteers from volunteers where club_id = c.id and until is null) v
      cross join lateral (
           select count(*)::int as care_cases from care_cases where club_id = c.id and state = 'active') k
      cross join lateral (
           select count(*)::int as care_visits from care_visits
            where club_id = c.id and visited_on >= date_trunc('year', on_day) and visited_on <= on_day) w
      cross join lateral (
           select count(*)::int as checked, count(*) filter (where g.times > 1)::int as checked_twice
             from (select i.member_id, count(*) as times
                     from health_invitations i
                     join health_events e on e.id = i.event_id and e.state = 'done'
                      and e.held_on >= date_trunc('year', on_day) and e.held_on <= on_day
                     join memberships n on n.id = i.member_id and n.state = 'active'
                    where i.club_id = c.id and i.attended
                    group by i.member_id) g) h
      cross join lateral (
           select count(*)::int as insured from insurance_supports i
             join memberships n on n.id = i.member_id and n.state = 'active'
            where i.club_id = c.id and i.year = extract(year from on_day) and i.covered) b
      cross join lateral (
           select count(distinct i.training_id)::int as trainings, count(*)::int as turns
             from training_participants i join trainings g on g.id = i.training_id
            where i.club_id = c.id and g.starts_on >= date_trunc('year', on_day) and g.starts_on <= on_day) t
      cross join lateral (
           select count(*)::int as visits from exchange_visits
            where club_id = c.id and visited_on >= date_trunc('year', on_day) and visited_on <= on_day) x
      cross join lateral (
           select count(*)::int as visits from monitoring_visits
            where club_id = c.id and visited_on >= date_trunc('year', on_day) and visited_on <= on_day) o
      cross join lateral (
           select count(*)::int as awards from awards
            where club_id = c.id and decided_on >= date_trunc('year', on_day) and decided_on <= on_day) p
      cross join lateral (
           select count(*)::int as actions, coalesce(sum(half_days), 0)::int as half_days from self_help_actions
            where club_id = c.id and helped_on >= date_trunc('year', on_day) and helped_on <= on_day) s
      cross join lateral (
           select count(*)::int as cases from rights_cases
            where club_id = c.id and opened_on >= date_trunc('year', on_day) and opened_on <= on_day) r
      cross join lateral (
           select coalesce(sum(value_vnd) filter (where kind = 'cash'), 0)::bigint as cash,
                  coalesce(sum(value_vnd) filter (where kind = 'in_kind'), 0)::bigint as kind,
                  coalesce(sum(half_days), 0)::int as half_days
             from mobilised_resources
            where club_id = c.id and received_on >= date_trunc('year', on_day) and received_on <= on_day) u
     where c.id = any (which)
     order by c.id
    on conflict (club_id) do update set
           counted_on = excluded.counted_on, valid_through = excluded.valid_through, income = excluded.income,
           health_care = excluded.health_care, home_care = excluded.home_care, self_help = excluded.self_help,
           rights = excluded.rights, communication = excluded.communication, sport_culture = excluded.sport_culture,
           resource_mobilisation = excluded.resource_mobilisation, all_areas = excluded.all_areas,
           activities = excluded.activities, turns = excluded.turns, meetings = excluded.meetings,
           attendance = excluded.attendance, volunteers = excluded.volunteers, care_cases = excluded.care_cases,
           care_visits = excluded.care_visits, checked = excluded.checked, checked_twice = excluded.checked_twice,
           insured = excluded.insured, trainings = excluded.trainings, training_turns = excluded.training_turns,
           exchange_visits = excluded.exchange_visits, monitoring_visits = excluded.monitoring_visits,
           awards = excluded.awards, self_help_actions = excluded.self_help_actions,
           rights_cases = excluded.rights_cases, mobilised_cash_vnd = excluded.mobilised_cash_vnd,
           mobilised_kind_vnd = excluded.mobilised_kind_vnd, labour_half_days = excluded.labour_half_days
    returning 1)
    select count(*) from counted
$$;
create or replace function give_metric_rows() returns trigger language plpgsql as $$
begin
    insert into sum_changes (province_id, name, value)
    select a.province_id, k.name, count(*) from added a
      cross join lateral (values ('clubs.standing', true), ('clubs.active', a.state = 'active')) k (name, holds)
     where a.ended_on is null and k.holds group by a.province_id, k.name;
    perform count_clubs(array_agg(id), (now() at time zone 'Asia/Ho_Chi_Minh')::date), count_finances(array_agg(id), (now() at time zone 'Asia/Ho_Chi_Minh')::date),
            count_activities(array_agg(id), (now() at time zone 'Asia/Ho_Chi_Minh')::date) from added;
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
    perform 1 from activity_metrics where club_id = any (moved) order by club_id for no key update;
    insert into sum_changes (province_id, name, value)
    select p.province_id, k.name, sum(p.sign * k.value)
      from (select 1 as sign, id, province_id from added where ended_on is null
            union all select -1, id, province_id from removed where ended_on is null) p
      cross join lateral (
           select n.* from club_metrics m cross join lateral countable('club_metrics', to_jsonb(m)) n where m.club_id = p.id
           union all
           select n.* from fund_metrics m cross join lateral countable('fund_metrics', to_jsonb(m)) n where m.club_id = p.id
           union all
           select n.* from lending_metrics m cross join lateral countable('lending_metrics', to_jsonb(m)) n where m.club_id = p.id
           union all
           select n.* from activity_metrics m cross join lateral countable('activity_metrics', to_jsonb(m)) n
            where m.club_id = p.id) k
     where p.id = any (moved)
     group by p.province_id, k.name having sum(p.sign * k.value) <> 0;
    return null;
end $$;
drop function count_management(uuid[], date);
drop function count_standing(uuid[]);
drop function judged(club_metrics, fund_metrics, lending_metrics, activity_metrics, management_metrics);
drop table standing_metrics;
drop function management_on(uuid[], date, date);
drop table management_metrics;
drop trigger meetings_expect_members on meetings;
drop function expect_members();
alter table meetings drop column expected;
with gone as (delete from sum_changes returning province_id, name, value)
insert into province_sums as s (province_id, name, value)
select province_id, name, sum(value) from gone group by province_id, name having sum(value) <> 0
on conflict (province_id, name) do update set value = s.value + excluded.value;
delete from province_sums where name like 'repayment_metrics.%' or name like 'management_metrics.%' or name like 'standing_metrics.%';
