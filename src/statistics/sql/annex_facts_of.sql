-- Which rows are behind what the annexes of a report count, each under the name of its column, as facts_of has them of
-- the other indicators?
create function logic.annex_facts_of(p_club uuid, p_since date, p_day date)
    returns table (name text, kind text, id uuid, on_day date)
    language sql stable as $$
    select k.name, 'member', s.member_id, coalesce(n.joined_on, n.applied_on)
      from logic.members_on(array[p_club], p_day) s
      join memberships n on n.id = s.member_id
      join persons p on p.id = n.person_id
     cross join lateral (values
           ('club_metrics.from_80', p.birth_date <= p_day - interval '80 years'),
           ('club_metrics.ethnic_minority', p.ethnicity <> '01'), ('club_metrics.disabled', p.disabled)) k (name, holds)
     where s.state = 'active' and k.holds
    union all
    select k.name, 'member', n.id, k.on_day from memberships n
     cross join lateral (values
           ('club_metrics.joined', n.joined_on), ('club_metrics.left_club', n.ended_on)) k (name, on_day)
     where n.club_id = p_club and n.joined_on is not null and k.on_day between p_since and p_day
    union all
    select 'lending_metrics.late_vnd', 'loan', n.id, n.disbursed_on from logic.loans_on(array[p_club], p_day) n
     where n.open and coalesce(n.frozen_until < p_day, true) and p_day > n.late_since
    union all
    select distinct k.name, 'ledger_entry', e.id, e.on_day
      from ledger_entries e
      join ledger_lines l on l.club_id = e.club_id and l.number = e.number
     cross join lateral (values
           ('fund_metrics.interest_period_vnd',
            l.on_day >= p_since and l.account in ('interest_income', 'late_charge_income', 'recovery_income')),
           ('fund_metrics.loss_period_vnd', l.on_day >= p_since and l.account = 'loan_losses'),
           ('fund_metrics.contributions_period_vnd', l.on_day >= p_since and l.account = 'contributions'),
           ('fund_metrics.donations_period_vnd', l.on_day >= p_since and l.account = 'donations'),
           ('fund_metrics.expenses_period_vnd',
            l.on_day >= p_since and l.account in ('operating_expenses', 'bank_fees', 'fund_expenses')),
           ('fund_metrics.social_help_period_vnd', l.on_day >= p_since and l.account = 'social_help'),
           ('fund_metrics.operating_before_vnd',
            l.fund = 'operating' and l.account in ('cash', 'bank', 'advances') and l.on_day < p_since),
           ('fund_metrics.operating_cash_vnd', l.fund = 'operating' and l.account in ('cash', 'advances')),
           ('fund_metrics.operating_bank_vnd', l.fund = 'operating' and l.account = 'bank')) k (name, holds)
     where e.club_id in (select b.part_id from logic.books_on(array[p_club], p_day) b) and e.on_day <= p_day and k.holds
       and e.kind <> 'year_end'
       and not exists (select from ledger_entries o where o.id = e.reverses and o.kind = 'year_end')
    union all
    select k.name, 'activity', a.id, a.starts_on from activities a
     cross join lateral (values ('activity_metrics.activities'), ('activity_metrics.turns')) k (name)
     where a.club_id = p_club and a.state = 'done' and a.starts_on between p_since and p_day
    union all
    select 'activity_metrics.self_help_actions', 'self_help_action', s.id, s.helped_on from self_help_actions s
     where s.club_id = p_club and s.helped_on between p_since and p_day
    union all
    select 'activity_metrics.rights_cases', 'rights_case', r.id, r.opened_on from rights_cases r
     where r.club_id = p_club and r.opened_on between p_since and p_day
    union all
    select 'activity_metrics.exchange_visits', 'exchange_visit', v.id, v.visited_on from exchange_visits v
     where v.club_id = p_club and v.visited_on between p_since and p_day
    union all
    select 'activity_metrics.monitoring_visits', 'monitoring_visit', v.id, v.visited_on from monitoring_visits v
     where v.club_id = p_club and v.visited_on between p_since and p_day
    union all
    select 'activity_metrics.awards', 'award', w.id, w.decided_on from awards w
     where w.club_id = p_club and w.decided_on between p_since and p_day
$$;
