-- Which rows are behind a club's figures of a period, each under the name of the column that counts it?
create function logic.facts_of(p_club uuid, p_since date, p_day date)
    returns table (name text, kind text, id uuid, on_day date)
    language sql stable as $$
    select k.name, 'member', s.member_id, coalesce(n.joined_on, n.applied_on)
      from logic.members_on(array[p_club], p_day) s
      join memberships n on n.id = s.member_id
      join persons p on p.id = n.person_id
      left join household_poverty h on h.household_id = p.household_id and h.year = extract(year from p_day)
      left join household_poverty b on b.household_id = p.household_id and b.status = 'poor'
           and b.year = extract(year from p_since - 1)
     cross join lateral (values
           ('club_metrics.members', true), ('club_metrics.women', p.sex = 'female'),
           ('club_metrics.sex_unknown', p.sex not in ('female', 'male')),
           ('club_metrics.older', p.birth_date <= p_day - interval '60 years'),
           ('club_metrics.older_women', p.sex = 'female' and p.birth_date <= p_day - interval '60 years'),
           ('club_metrics.from_55', p.birth_date <= p_day - interval '55 years'),
           ('club_metrics.birth_unknown', p.birth_date is null), ('club_metrics.poor', h.status = 'poor'),
           ('club_metrics.near_poor', h.status = 'near_poor'),
           ('club_metrics.difficult', h.status in ('newly_escaped', 'difficult')),
           ('club_metrics.households_escaped', b.household_id is not null and h.status <> 'poor')) k (name, holds)
     where s.state = 'active' and k.holds
    union all
    select k.name, 'member', s.member_id, min(coalesce(n.disbursed_on, n.applied_on))
      from logic.members_on(array[p_club], p_day) s
      join logic.loans_held(array[p_club], p_day) w on w.member_id = s.member_id
     cross join lateral (select (w.loan).*) n
     cross join lateral (values
           ('lending_metrics.borrowers_ever', n.disbursed_on <= p_day),
           ('lending_metrics.borrowers_year',
            n.disbursed_on <= p_day and (n.closed_on is null or n.closed_on >= p_since))) k (name, holds)
     where s.state = 'active' and k.holds group by k.name, s.member_id
    union all
    select k.name, 'loan', n.id, n.disbursed_on from logic.loans_on(array[p_club], p_day) n
     cross join lateral (values
           ('lending_metrics.disbursed_year_vnd', n.disbursed_on >= p_since and not n.carried_over),
           ('lending_metrics.outstanding_vnd', n.outstanding_vnd > 0),
           ('lending_metrics.late_30_vnd',
            n.open and coalesce(n.frozen_until < p_day, true) and p_day - n.late_since > 30),
           ('repayment_metrics.written_off_period_vnd', n.written_off_vnd > 0)) k (name, holds)
     where k.holds
    union all
    select k.name, 'repayment', r.id, r.paid_on from repayments r
     cross join lateral (values ('repayment_metrics.received_vnd'), ('repayment_metrics.paid_in_time_vnd')) k (name)
     where r.loan_id in (select (w.loan).id from logic.loans_held(array[p_club], p_day) w)
       and r.paid_on between p_since and p_day and r.reversed_by is null
       and exists (select from repayment_lines l where l.repayment_id = r.id and l.part = 'principal')
    union all
    select distinct k.name, 'ledger_entry', e.id, e.on_day
      from ledger_entries e
      join ledger_lines l on l.club_id = e.club_id and l.number = e.number
     cross join lateral (values
           ('fund_metrics.income_cash_vnd', l.fund = 'income' and l.account in ('cash', 'advances')),
           ('fund_metrics.income_bank_vnd', l.fund = 'income' and l.account = 'bank'),
           ('fund_metrics.lent_vnd', l.account = 'loans'),
           ('fund_metrics.income_before_vnd',
            l.fund = 'income' and l.account in ('cash', 'bank', 'advances', 'loans') and l.on_day < p_since),
           ('fund_metrics.injected_vnd', l.fund = 'income' and l.on_day >= p_since and l.account in
            ('capital', 'pooled_capital', 'shares', 'contributions', 'donations', 'fund_transfers')),
           ('fund_metrics.first_funding_vnd', l.fund = 'income' and l.account in ('capital', 'pooled_capital')
            and l.club_id = p_club and l.on_day = (select min(m.on_day) from ledger_lines m where m.club_id = p_club and m.fund = 'income'
                               and m.account in ('capital', 'pooled_capital'))),
           ('fund_metrics.savings_vnd', l.account = 'savings')) k (name, holds)
     where e.club_id in (select b.part_id from logic.books_on(array[p_club], p_day) b) and e.on_day <= p_day and k.holds
       and e.kind <> 'year_end'
       and not exists (select from ledger_entries o where o.id = e.reverses and o.kind = 'year_end')
    union all
    select 'fund_metrics.savers', 'member', l.member_id, max(l.on_day) from ledger_lines l
     where l.club_id = p_club and l.account = 'savings' and l.on_day <= p_day
     group by l.member_id having -sum(l.amount_vnd) > 0
    union all
    select k.name, 'meeting', m.id, m.held_on from meetings m
     cross join lateral (values ('activity_metrics.meetings'), ('activity_metrics.attendance')) k (name)
     where m.club_id = p_club and m.held_on between p_since and p_day
    union all
    select 'activity_metrics.volunteers', 'volunteer', z.id, z.since from volunteers z
     where z.club_id = p_club and z.since <= p_day and (z.until is null or z.until > p_day)
    union all
    select 'activity_metrics.care_cases', 'care_case', z.id, z.started_on from care_cases z
     where z.club_id = p_club and z.started_on <= p_day and (z.ended_on is null or z.ended_on > p_day)
       and (z.state in ('active', 'closed') or z.state_since > p_day)
    union all
    select 'activity_metrics.care_visits', 'care_visit', z.id, z.visited_on from care_visits z
     where z.club_id = p_club and z.visited_on between p_since and p_day
    union all
    select k.name, 'member', i.member_id, max(e.held_on)
      from health_invitations i
      join health_events e on e.id = i.event_id and e.state = 'done' and e.held_on between p_since and p_day
      join logic.members_on(array[p_club], p_day) n on n.member_id = i.member_id and n.state = 'active'
     cross join lateral (values ('activity_metrics.checked', 1), ('activity_metrics.checked_twice', 2)) k (name, least)
     where i.club_id = p_club and i.attended group by k.name, k.least, i.member_id having count(*) >= k.least
    union all
    select 'activity_metrics.insured', 'member', i.member_id, make_date(i.year, 1, 1) from insurance_supports i
      join logic.members_on(array[p_club], p_day) n on n.member_id = i.member_id and n.state = 'active'
     where i.club_id = p_club and i.year = extract(year from p_day) and i.covered
    union all
    select distinct k.name, 'training', g.id, g.starts_on
      from training_participants i join trainings g on g.id = i.training_id
     cross join lateral (values
           ('activity_metrics.trainings', g.starts_on between p_since and p_day),
           ('activity_metrics.training_turns', g.starts_on between p_since and p_day),
           ('management_metrics.board_trained', i.capacity = 'board' and i.completed and g.ends_on <= p_day)) k (name, holds)
     where i.club_id = p_club and k.holds
    union all
    select k.name, 'resource', g.id, g.received_on from mobilised_resources g
     cross join lateral (values
           ('activity_metrics.mobilised_cash_vnd', g.kind = 'cash'),
           ('activity_metrics.mobilised_kind_vnd', g.kind = 'in_kind'),
           ('activity_metrics.labour_half_days', g.half_days > 0)) k (name, holds)
     where g.club_id = p_club and g.received_on between p_since and p_day and k.holds
       and not exists (select from ledger_entries e where e.reverses = g.entry_id)
$$;
