-- What is counted of clubs, for any period and as of any day, in one definition for each: today's metric rows, the
-- figures of a past day and the proof of both are read from the same functions.

-- Terrain of communes: programmes ask for other shares of lowland and of mountain, border and island communes.
create table unit_terrains (
    unit_id    uuid not null references units (id),
    terrain    text not null,
    valid_from date not null,
    valid_to   date,
    source     text,
    version    integer not null default 1,
    primary key (unit_id, valid_from),
    constraint unit_terrains_known check (terrain in ('lowland', 'mountain', 'border', 'island')),
    constraint unit_terrains_ordered check (valid_to >= valid_from),
    constraint unit_terrains_one_a_day exclude using gist
        (unit_id with =, daterange(valid_from, valid_to, '[]') with &&)
);
create index unit_terrains_by_terrain on unit_terrains (terrain, unit_id);
comment on table unit_terrains is 'Terrain of communes (đồng bằng, miền núi, biên giới, hải đảo), for its dates.';

create index clubs_active_by_commune on clubs (province_id, commune_id) where state = 'active';
create index clubs_ended on clubs (ended_on) where ended_on is not null;
create index unit_versions_standing_communes on unit_versions (province_id, unit_id)
    where level = 'commune' and valid_to is null;

-- Movements of an account in a month: a balance on any day is today's without what moved since.
create table ledger_months (
    club_id   uuid not null,
    fund      text not null,
    account   text not null,
    month     date not null,
    moved_vnd bigint not null,
    primary key (club_id, fund, account, month),
    foreign key (club_id, fund) references funds (club_id, kind),
    constraint ledger_months_begin_months check (extract(day from month) = 1)
);
comment on table ledger_months is 'What moved on an account in a month; written with the lines by keep_the_months alone.';
create function keep_the_months() returns trigger language plpgsql as $$
begin
    insert into ledger_months as m (club_id, fund, account, month, moved_vnd)
    select a.club_id, a.fund, a.account, date_trunc('month', a.on_day)::date, sum(a.amount_vnd) from added a
     group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (club_id, fund, account, month) do update set moved_vnd = m.moved_vnd + excluded.moved_vnd;
    return null;
end $$;
create trigger ledger_lines_keep_the_months after insert on ledger_lines
    referencing new table as added for each statement execute function keep_the_months();
insert into ledger_months (club_id, fund, account, month, moved_vnd)
select club_id, fund, account, date_trunc('month', on_day)::date, sum(amount_vnd) from ledger_lines group by 1, 2, 3, 4;

create function balances_on(which uuid[], on_day date)
    returns table (club_id uuid, fund text, account text, balance_vnd bigint)
    language sql stable parallel safe as $$
    select b.club_id, b.fund, b.account, (b.balance_vnd - coalesce(m.moved, 0) - coalesce(l.moved, 0))::bigint
      from ledger_balances b
      left join lateral (
           select sum(m.moved_vnd) as moved from ledger_months m
            where b.last_on > on_day and m.club_id = b.club_id and m.fund = b.fund and m.account = b.account
              and m.month > on_day) m on true
      left join lateral (
           select sum(l.amount_vnd) as moved from ledger_lines l
            where b.last_on > on_day and l.club_id = b.club_id and l.fund = b.fund and l.account = b.account
              and l.on_day > balances_on.on_day
              and l.on_day < (date_trunc('month', balances_on.on_day) + interval '1 month')::date) l on true
     where b.club_id = any (which)
$$;

-- Who were the members on a day.
create function members_on(which uuid[], on_day date) returns table (club_id uuid, member_id uuid, state text)
    language sql stable parallel safe as $$
    select s.club_id, s.membership_id, s.state from membership_states s
     where s.club_id = any (which) and s.state in ('active', 'applied')
       and s.valid_from <= on_day and (s.valid_to is null or s.valid_to >= on_day)
$$;

alter table club_metrics
    add column older_women            integer not null default 0,
    add column from_55                integer not null default 0,
    add column from_80                integer not null default 0,
    add column joined                 integer not null default 0,
    add column left_club              integer not null default 0,
    add column households_poor_before integer not null default 0,
    add column households_escaped     integer not null default 0;
comment on column club_metrics.joined is 'Since the beginning of the period: of the calendar year in this row.';
comment on column club_metrics.households_poor_before is 'Households of members that were poor when the period began.';

create function people_on(which uuid[], since date, day date) returns setof club_metrics
    language sql stable parallel safe as $$
    select c.id, day, coalesce(m.members, 0)::int, coalesce(m.women, 0)::int, coalesce(m.sex_unknown, 0)::int,
           coalesce(m.older, 0)::int, coalesce(m.older_approximate, 0)::int, coalesce(m.birth_unknown, 0)::int,
           coalesce(m.poor, 0)::int, coalesce(m.near_poor, 0)::int, coalesce(m.difficult, 0)::int,
           coalesce(m.ethnic_minority, 0)::int, coalesce(m.disabled, 0)::int, coalesce(m.lives_alone, 0)::int,
           coalesce(m.applicants, 0)::int, coalesce(m.older_women, 0)::int, coalesce(m.from_55, 0)::int,
           coalesce(m.from_80, 0)::int, coalesce(j.joined, 0)::int, coalesce(j.left_club, 0)::int,
           coalesce(m.poor_before, 0)::int, coalesce(m.escaped, 0)::int
      from clubs c
      left join (
           select s.club_id,
                  count(*) filter (where s.state = 'active') as members,
                  count(*) filter (where s.state = 'active' and p.sex = 'female') as women,
                  count(*) filter (where s.state = 'active' and p.sex not in ('female', 'male')) as sex_unknown,
                  count(*) filter (where s.state = 'active' and p.birth_date <= day - interval '60 years') as older,
                  count(*) filter (where s.state = 'active' and p.birth_precision <> 'day'
                                     and p.birth_date <= day - interval '60 years') as older_approximate,
                  count(*) filter (where s.state = 'active' and p.birth_date is null) as birth_unknown,
                  count(*) filter (where s.state = 'active' and h.status = 'poor') as poor,
                  count(*) filter (where s.state = 'active' and h.status = 'near_poor') as near_poor,
                  count(*) filter (where s.state = 'active' and h.status in ('newly_escaped', 'difficult'))
                      as difficult,
                  count(*) filter (where s.state = 'active' and p.ethnicity <> '01') as ethnic_minority,
                  count(*) filter (where s.state = 'active' and p.disabled) as disabled,
                  count(*) filter (where s.state = 'active' and p.lives_alone) as lives_alone,
                  count(*) filter (where s.state = 'applied') as applicants,
                  count(*) filter (where s.state = 'active' and p.sex = 'female'
                                     and p.birth_date <= day - interval '60 years') as older_women,
                  count(*) filter (where s.state = 'active' and p.birth_date <= day - interval '55 years') as from_55,
                  count(*) filter (where s.state = 'active' and p.birth_date <= day - interval '80 years') as from_80,
                  count(distinct b.household_id) filter (where s.state = 'active') as poor_before,
                  count(distinct b.household_id) filter (where s.state = 'active' and h.status <> 'poor') as escaped
             from members_on(which, day) s
             join memberships n on n.id = s.member_id
             join persons p on p.id = n.person_id
             left join household_poverty h on h.household_id = p.household_id and h.year = extract(year from day)
             left join household_poverty b on b.household_id = p.household_id and b.status = 'poor'
                  and b.year = extract(year from since - 1)
            group by s.club_id) m on m.club_id = c.id
      left join (
           select n.club_id,
                  count(*) filter (where n.joined_on between since and day) as joined,
                  count(*) filter (where n.joined_on is not null and n.ended_on between since and day) as left_club
             from memberships n where n.club_id = any (which) group by n.club_id) j on j.club_id = c.id
     where c.id = any (which)
$$;

alter table fund_metrics
    add column counted_on               date not null default '2000-01-01',
    add column valid_through            date not null default '2000-01-01',
    add column income_before_vnd        bigint not null default 0,
    add column injected_vnd             bigint not null default 0,
    add column operating_before_vnd     bigint not null default 0,
    add column seed_period_vnd          bigint not null default 0,
    add column contributions_period_vnd bigint not null default 0,
    add column donations_period_vnd     bigint not null default 0,
    add column interest_period_vnd      bigint not null default 0,
    add column expenses_period_vnd      bigint not null default 0,
    add column social_help_period_vnd   bigint not null default 0,
    add column loss_period_vnd          bigint not null default 0,
    add column first_funding_vnd        bigint not null default 0,
    add column last_on                  date;
alter table fund_metrics alter column counted_on drop default, alter column valid_through drop default;
create index fund_metrics_by_validity on fund_metrics (valid_through);
comment on column fund_metrics.income_before_vnd is 'The income-generation fund when the period began: the calendar year in this row.';
comment on column fund_metrics.injected_vnd is 'What came into the income-generation fund from outside in the period.';
comment on column fund_metrics.last_on is 'Day of the last entry.';
comment on column fund_metrics.first_funding_vnd is 'What the income-generation fund began with (quỹ ban đầu).';

create function funds_on(which uuid[], since date, day date) returns setof fund_metrics
    language sql stable parallel safe as $$
    select c.id, coalesce(f.kinds = 2, false),
           coalesce(b.income_cash, 0)::bigint, coalesce(b.income_bank, 0)::bigint, coalesce(b.operating_cash, 0)::bigint,
           coalesce(b.operating_bank, 0)::bigint, coalesce(b.lent, 0)::bigint, coalesce(b.savings, 0)::bigint,
           coalesce(b.pooled, 0)::bigint, coalesce(b.seed, 0)::bigint, coalesce(b.contributions, 0)::bigint,
           coalesce(b.donations, 0)::bigint, coalesce(b.interest, 0)::bigint, coalesce(b.expenses, 0)::bigint,
           coalesce(b.social_help, 0)::bigint, coalesce(b.losses, 0)::bigint, coalesce(s.savers, 0)::int,
           day, make_date(extract(year from day)::int, 12, 31),
           coalesce(b.income_before, 0)::bigint, coalesce(b.injected, 0)::bigint, coalesce(b.operating_before, 0)::bigint,
           coalesce(b.seed_period, 0)::bigint, coalesce(b.contributions_period, 0)::bigint,
           coalesce(b.donations_period, 0)::bigint, coalesce(b.interest_period, 0)::bigint,
           coalesce(b.expenses_period, 0)::bigint, coalesce(b.social_help_period, 0)::bigint,
           coalesce(b.losses_period, 0)::bigint, coalesce(i.first_vnd, 0)::bigint,
           (select max(e.on_day) from ledger_entries e where e.club_id = c.id and e.on_day <= day)
      from clubs c
      left join (
           select club_id, count(*) as kinds from funds where club_id = any (which) and opened_on <= day
            group by club_id) f on f.club_id = c.id
      left join (
           select a.club_id,
                  sum(a.now) filter (where a.fund = 'income' and a.account = 'cash') as income_cash,
                  sum(a.now) filter (where a.fund = 'income' and a.account = 'bank') as income_bank,
                  sum(a.now) filter (where a.fund = 'operating' and a.account = 'cash') as operating_cash,
                  sum(a.now) filter (where a.fund = 'operating' and a.account = 'bank') as operating_bank,
                  sum(a.now) filter (where a.account = 'loans') as lent,
                  -sum(a.now) filter (where a.account = 'savings') as savings,
                  -sum(a.now) filter (where a.account = 'pooled_capital') as pooled,
                  -sum(a.now) filter (where a.account in ('capital', 'operating_capital', 'retained_result')) as seed,
                  -sum(a.now) filter (where a.account = 'contributions') as contributions,
                  -sum(a.now) filter (where a.account = 'donations') as donations,
                  -sum(a.now) filter (where a.account in ('interest_income', 'late_charge_income', 'recovery_income'))
                      as interest,
                  sum(a.now) filter (where a.account = 'operating_expenses') as expenses,
                  sum(a.now) filter (where a.account = 'social_help') as social_help,
                  sum(a.now) filter (where a.account = 'loan_losses') as losses,
                  sum(a.before) filter (where a.fund = 'income' and a.account in ('cash', 'bank', 'loans'))
                      as income_before,
                  -sum(a.now - a.before) filter (where a.fund = 'income' and a.account in
                      ('capital', 'pooled_capital', 'contributions', 'donations')) as injected,
                  sum(a.before) filter (where a.fund = 'operating' and a.account in ('cash', 'bank'))
                      as operating_before,
                  -sum(a.now - a.before) filter (where a.account in ('capital', 'operating_capital')) as seed_period,
                  -sum(a.now - a.before) filter (where a.account = 'contributions') as contributions_period,
                  -sum(a.now - a.before) filter (where a.account = 'donations') as donations_period,
                  -sum(a.now - a.before) filter (where a.account in
                      ('interest_income', 'late_charge_income', 'recovery_income')) as interest_period,
                  sum(a.now - a.before) filter (where a.account = 'operating_expenses') as expenses_period,
                  sum(a.now - a.before) filter (where a.account = 'social_help') as social_help_period,
                  sum(a.now - a.before) filter (where a.account = 'loan_losses') as losses_period
             from (select n.club_id, n.fund, n.account, n.balance_vnd as now, o.balance_vnd as before
                     from balances_on(which, day) n
                     join balances_on(which, since - 1) o
                          on o.club_id = n.club_id and o.fund = n.fund and o.account = n.account) a
            group by a.club_id) b on b.club_id = c.id
      left join (
           select s.club_id, count(*) as savers
             from savings_balances s
             left join lateral (
                  select -sum(l.amount_vnd) as moved from ledger_lines l
                   where (select max(t.last_on) from ledger_balances t
                           where t.club_id = s.club_id and t.account = 'savings') > day
                     and l.member_id = s.member_id and l.account = 'savings' and l.on_day > day) m on true
            where s.club_id = any (which) and s.balance_vnd - coalesce(m.moved, 0) > 0
            group by s.club_id) s on s.club_id = c.id
      left join lateral (
           select -sum(l.amount_vnd) as first_vnd from ledger_lines l
            where l.club_id = c.id and l.fund = 'income' and l.account in ('capital', 'pooled_capital')
              and l.on_day <= day
            group by l.on_day order by l.on_day limit 1) i on true
     where c.id = any (which)
$$;

-- Loans paid out by a day, as they stood on it. Of today that is what their rows say; of an earlier day, what was
-- paid or given up since is put back, and lateness is read from the instalments, payments and pauses known then.
create function loans_on(which uuid[], day date)
    returns table (id uuid, club_id uuid, member_id uuid, principal_vnd bigint, disbursed_on date, carried_over boolean,
                   open boolean, outstanding_vnd bigint, written_off_vnd bigint, recovered_vnd bigint,
                   rescheduled boolean, frozen_until date, late_since date)
    language sql stable parallel safe as $$
    select n.id, n.club_id, n.member_id, n.principal_vnd, n.disbursed_on, n.carried_over,
           n.closed_on is null or n.closed_on > day,
           n.outstanding_vnd + coalesce(r.repaid, 0)::bigint
               + case when n.state = 'written_off' and n.closed_on > day then n.written_off_vnd else 0 end,
           case when n.state = 'written_off' and n.closed_on <= day then n.written_off_vnd else 0 end,
           n.recovered_vnd - coalesce(r.recovered, 0)::bigint,
           n.reschedules > 0 and not (g.past and not coalesce(v.rescheduled, false)),
           case when g.past then z.through else n.frozen_until end,
           case when g.past then z.due_on + z.days else n.late_since end
      from loans n
      cross join lateral (select day < (now() at time zone 'Asia/Ho_Chi_Minh')::date as past) g
      left join (
           select r.loan_id, sum(l.amount_vnd) filter (where l.part in ('principal', 'advance_principal')) as repaid,
                  sum(l.amount_vnd) filter (where l.part = 'recovery') as recovered
             from repayments r join repayment_lines l on l.repayment_id = r.id
            where r.club_id = any (which) and r.paid_on > day and r.reversed_by is null
            group by r.loan_id) r on r.loan_id = n.id
      left join lateral (
           select max(s.number) as number, bool_or(s.reason = 'reschedule') as rescheduled from loan_schedules s
            where day < (now() at time zone 'Asia/Ho_Chi_Minh')::date and s.loan_id = n.id and s.effective_on <= day)
           v on true
      left join lateral (
           select d.due_on, h.through, p.days
             from (select min(i.due_on) as due_on
                     from loan_instalments i
                     left join (select l.instalment,
                                       sum(l.amount_vnd) filter (where l.part = 'principal') as principal_vnd,
                                       sum(l.amount_vnd) filter (where l.part = 'interest') as interest_vnd
                                  from repayments q join repayment_lines l on l.repayment_id = q.id
                                 where q.loan_id = n.id and q.reversed_by is null and not q.recovery
                                   and q.paid_on <= day
                                 group by l.instalment) paid on paid.instalment = i.number
                    where i.loan_id = n.id and i.schedule = v.number
                      and (i.principal_vnd > coalesce(paid.principal_vnd, 0)
                           or i.interest_vnd > coalesce(paid.interest_vnd, 0))) d
             cross join lateral (
                  select greatest(d.due_on, max(f.to_day) filter (where f.from_day <= day)) as last_day,
                         max(coalesce(f.to_day, date '2199-12-31'))
                             filter (where day between f.from_day and coalesce(f.to_day, day)) as through,
                         range_agg(daterange(f.from_day, f.to_day, '[]')) as paused
                    from loan_freezes f where f.loan_id = n.id) h
             cross join lateral (
                  select coalesce(sum(upper(u) - lower(u)), 0)::int as days
                    from unnest(h.paused * datemultirange(daterange(d.due_on, h.last_day, '(]'))) u) p
            where day < (now() at time zone 'Asia/Ho_Chi_Minh')::date
              and (n.closed_on is null or n.closed_on > day)) z on true
     where n.club_id = any (which) and n.disbursed_on <= day
$$;

create function lending_on(which uuid[], since date, day date) returns setof lending_metrics
    language sql stable parallel safe as $$
    select c.id, day,
           -- until a loan passes into another class of lateness, a freeze ends, or the year does
           least(make_date(extract(year from day)::int, 12, 31), l.next_change - 1),
           coalesce(l.disbursed, 0)::bigint, coalesce(l.disbursed_period, 0)::bigint, coalesce(l.outstanding, 0)::bigint,
           coalesce(l.late, 0)::bigint, coalesce(l.late_30, 0)::bigint, coalesce(l.late_60, 0)::bigint,
           coalesce(l.late_90, 0)::bigint, coalesce(l.rescheduled, 0)::bigint, coalesce(l.frozen, 0)::bigint,
           coalesce(l.written_off, 0)::bigint, coalesce(l.recovered, 0)::bigint, coalesce(l.loans_disbursed, 0)::int,
           coalesce(l.loans_disbursed_period, 0)::int, coalesce(l.loans_open, 0)::int, coalesce(l.loans_late, 0)::int,
           coalesce(l.loans_late_30, 0)::int, coalesce(l.borrowers, 0)::int, coalesce(l.borrowers_late, 0)::int,
           coalesce(m.ever, 0)::int, coalesce(m.period, 0)::int, coalesce(m.in_need, 0)::int,
           coalesce(l.borrowers_late_30, 0)::int, coalesce(l.borrowers_late_60, 0)::int,
           coalesce(l.borrowers_late_90, 0)::int, coalesce(l.borrowers_rescheduled, 0)::int,
           coalesce(l.borrowers_frozen, 0)::int, coalesce(l.borrowers_written_off, 0)::int, coalesce(l.takers, 0)::int,
           coalesce(l.takers_period, 0)::int
      from clubs c
      left join (
           select o.club_id,
                  sum(o.principal_vnd) as disbursed,
                  sum(o.principal_vnd) filter (where o.in_period) as disbursed_period,
                  sum(o.outstanding_vnd) as outstanding,
                  sum(o.outstanding_vnd) filter (where o.days > 0) as late,
                  sum(o.outstanding_vnd) filter (where o.days > 30) as late_30,
                  sum(o.outstanding_vnd) filter (where o.days > 60) as late_60,
                  sum(o.outstanding_vnd) filter (where o.days > 90) as late_90,
                  sum(o.outstanding_vnd) filter (where o.rescheduled) as rescheduled,
                  sum(o.outstanding_vnd) filter (where o.frozen_until >= day) as frozen,
                  sum(o.written_off_vnd) as written_off,
                  sum(o.recovered_vnd) as recovered,
                  count(*) as loans_disbursed,
                  count(*) filter (where o.in_period) as loans_disbursed_period,
                  count(*) filter (where o.open) as loans_open,
                  count(*) filter (where o.days > 0) as loans_late,
                  count(*) filter (where o.days > 30) as loans_late_30,
                  count(distinct o.member_id) filter (where o.open) as borrowers,
                  count(distinct o.member_id) filter (where o.days > 0) as borrowers_late,
                  count(distinct o.member_id) filter (where o.days > 30) as borrowers_late_30,
                  count(distinct o.member_id) filter (where o.days > 60) as borrowers_late_60,
                  count(distinct o.member_id) filter (where o.days > 90) as borrowers_late_90,
                  count(distinct o.member_id) filter (where o.open and o.rescheduled) as borrowers_rescheduled,
                  count(distinct o.member_id) filter (where o.open and o.frozen_until >= day) as borrowers_frozen,
                  count(distinct o.member_id) filter (where o.written_off_vnd > 0) as borrowers_written_off,
                  count(distinct o.member_id) as takers,
                  count(distinct o.member_id) filter (where o.in_period) as takers_period,
                  min(o.next_change) as next_change
             from (select n.*, n.disbursed_on >= since and not n.carried_over as in_period,
                          case when not n.open or n.frozen_until >= day then 0 else day - n.late_since end as days,
                          case when not n.open then null
                               when n.frozen_until >= day then n.frozen_until + 1
                               when n.late_since >= day then n.late_since + 1
                               when day - n.late_since <= 30 then n.late_since + 31
                               when day - n.late_since <= 60 then n.late_since + 61
                               when day - n.late_since <= 90 then n.late_since + 91 end as next_change
                     from loans_on(which, day) n) o
            group by o.club_id) l on l.club_id = c.id
      left join (
           select p.club_id, count(*) filter (where p.ever) as ever, count(*) filter (where p.period) as period,
                  count(*) filter (where p.period or p.asked) as in_need
             from (select s.club_id, s.member_id, bool_or(n.disbursed_on <= day) as ever,
                          bool_or(n.disbursed_on <= day and (n.closed_on is null or n.closed_on >= since)) as period,
                          bool_or(n.applied_on between since and day) as asked
                     from members_on(which, day) s join loans n on n.member_id = s.member_id
                    where s.state = 'active'
                    group by s.club_id, s.member_id) p
            group by p.club_id) m on m.club_id = c.id
     where c.id = any (which)
$$;

-- How well the clubs are repaid.
create table repayment_metrics (
    club_id                uuid primary key references clubs (id),
    counted_on             date not null,
    valid_through          date not null,
    due_vnd                bigint not null,
    paid_in_time_vnd       bigint not null,
    received_vnd           bigint not null,
    prepaid_vnd            bigint not null,
    arrears_before_vnd     bigint not null,
    outstanding_before_vnd bigint not null,
    written_off_period_vnd bigint not null,
    recovered_period_vnd   bigint not null
);
create index repayment_metrics_by_validity on repayment_metrics (valid_through);
comment on table repayment_metrics is 'Principal that fell due, was paid in time, was received and was given up in the period: the calendar year in these rows.';

create function repaid_on(which uuid[], since date, day date) returns setof repayment_metrics
    language sql stable parallel safe as $$
    select c.id, day, least(make_date(extract(year from day)::int, 12, 31), d.next_due - 1),
           coalesce(d.due, 0)::bigint, coalesce(d.in_time, 0)::bigint, coalesce(r.received, 0)::bigint,
           coalesce(r.prepaid, 0)::bigint, coalesce(d.arrears_before, 0)::bigint, coalesce(o.before, 0)::bigint,
           coalesce(o.written_off, 0)::bigint, coalesce(r.recovered, 0)::bigint
      from clubs c
      left join (
           select i.club_id,
                  sum(i.principal_vnd) filter (where i.due_on between since and day) as due,
                  sum(least(i.principal_vnd, i.in_time)) filter (where i.due_on between since and day) as in_time,
                  sum(i.principal_vnd - coalesce(least(i.principal_vnd, i.before), 0)) filter (where i.due_on < since)
                      as arrears_before,
                  min(i.due_on) filter (where i.due_on > day and i.closed_on is null) as next_due
             from (select n.club_id, n.closed_on, i.due_on, i.principal_vnd,
                          sum(p.amount_vnd) filter (where p.paid_on <= least(i.due_on, day)) as in_time,
                          sum(p.amount_vnd) filter (where p.paid_on < since) as before
                     from loans n
                     join loan_instalments i on i.loan_id = n.id
                     left join (
                          select q.loan_id, l.instalment, q.paid_on, l.amount_vnd
                            from repayments q join repayment_lines l on l.repayment_id = q.id
                           where q.club_id = any (which) and q.reversed_by is null and l.part = 'principal') p
                          on p.loan_id = i.loan_id and p.instalment = i.number
                    where n.club_id = any (which) and n.disbursed_on <= day
                      and (n.closed_on is null or (n.closed_on >= since and i.due_on <= n.closed_on))
                      -- of the version that held when it fell due
                      and not exists (select from loan_schedules v
                                       where v.loan_id = n.id and v.number > i.schedule and v.effective_on <= i.due_on
                                         and v.effective_on <= day)
                    group by n.club_id, n.closed_on, i.loan_id, i.schedule, i.number, i.due_on, i.principal_vnd) i
            group by i.club_id) d on d.club_id = c.id
      left join (
           select r.club_id, sum(l.amount_vnd) filter (where l.part = 'principal') as received,
                  sum(l.amount_vnd) filter (where l.part = 'advance_principal') as prepaid,
                  sum(l.amount_vnd) filter (where l.part = 'recovery') as recovered
             from repayments r join repayment_lines l on l.repayment_id = r.id
            where r.club_id = any (which) and r.paid_on between since and day and r.reversed_by is null
            group by r.club_id) r on r.club_id = c.id
      left join (
           select n.club_id,
                  sum(n.outstanding_vnd + coalesce(a.repaid, 0)
                      + case when n.state = 'written_off' and n.closed_on >= since then n.written_off_vnd else 0 end)
                      filter (where n.disbursed_on < since) as before,
                  sum(n.written_off_vnd) filter (where n.state = 'written_off' and n.closed_on between since and day)
                      as written_off
             from loans n
             left join (
                  select r.loan_id, sum(l.amount_vnd) as repaid
                    from repayments r join repayment_lines l on l.repayment_id = r.id
                   where r.club_id = any (which) and r.paid_on >= since and r.reversed_by is null
                     and l.part in ('principal', 'advance_principal')
                   group by r.loan_id) a on a.loan_id = n.id
            where n.club_id = any (which) and n.disbursed_on <= day and (n.closed_on is null or n.closed_on >= since)
            group by n.club_id) o on o.club_id = c.id
     where c.id = any (which)
$$;

-- What was given back, or never given, is no evidence.
create or replace view area_evidence as
    select a.club_id, e.area, a.starts_on as on_day, 'activity'::text as source, a.id
      from activities a cross join lateral unnest(a.area || a.more_areas) as e (area)
     where a.state = 'done'
    union all
    select l.club_id, 'income', l.disbursed_on, 'loan', l.id from loans l
     where l.disbursed_on is not null and not l.carried_over
    union all
    select i.club_id, 'health_care', e.held_on, 'health_event', e.id
      from (select distinct club_id, event_id from health_invitations where attended) i
      join health_events e on e.id = i.event_id and e.state = 'done'
    union all
    select v.club_id, 'home_care', v.visited_on, 'care_visit', v.id from care_visits v
    union all
    select s.club_id, 'self_help', s.helped_on, 'self_help_action', s.id from self_help_actions s
    union all
    select r.club_id, 'rights', r.opened_on, 'rights_case', r.id from rights_cases r
    union all
    select m.club_id, 'resource_mobilisation', m.received_on, 'mobilised_resource', m.id from mobilised_resources m
     where not exists (select from ledger_entries e where e.reverses = m.entry_id);

create function activities_on(which uuid[], since date, day date) returns setof activity_metrics
    language sql stable parallel safe as $$
    select c.id, day, least(make_date(extract(year from day)::int, 12, 31), a.until),
           coalesce(a.income, 0)::smallint, coalesce(a.health_care, 0)::smallint, coalesce(a.home_care, 0)::smallint,
           coalesce(a.self_help, 0)::smallint, coalesce(a.rights, 0)::smallint, coalesce(a.communication, 0)::smallint,
           coalesce(a.sport_culture, 0)::smallint, coalesce(a.resource_mobilisation, 0)::smallint,
           coalesce(a.all_areas, 0)::smallint,
           coalesce(d.activities, 0)::int, coalesce(d.turns, 0)::int, coalesce(m.meetings, 0)::int,
           coalesce(m.attendance, 0)::int, coalesce(v.volunteers, 0)::int, coalesce(k.care_cases, 0)::int,
           coalesce(w.care_visits, 0)::int, coalesce(h.checked, 0)::int, coalesce(h.checked_twice, 0)::int,
           coalesce(b.insured, 0)::int, coalesce(t.trainings, 0)::int, coalesce(t.turns, 0)::int,
           coalesce(x.visits, 0)::int, coalesce(o.visits, 0)::int, coalesce(p.awards, 0)::int,
           coalesce(s.actions, 0)::int, coalesce(r.cases, 0)::int, coalesce(u.cash, 0)::bigint,
           coalesce(u.kind, 0)::bigint, (coalesce(u.half_days, 0) + coalesce(s.half_days, 0))::int
      from clubs c
      -- An area is active by what was done in the twelve months before the day, whatever the period.
      left join (
           select q.club_id,
                  count(*) filter (where q.area = 'income') as income,
                  count(*) filter (where q.area = 'health_care') as health_care,
                  count(*) filter (where q.area = 'home_care') as home_care,
                  count(*) filter (where q.area = 'self_help') as self_help,
                  count(*) filter (where q.area = 'rights') as rights,
                  count(*) filter (where q.area = 'communication') as communication,
                  count(*) filter (where q.area = 'sport_culture') as sport_culture,
                  count(*) filter (where q.area = 'resource_mobilisation') as resource_mobilisation,
                  (count(*) = (select count(*) from catalogue_areas where catalogue = '1648'))::int as all_areas,
                  -- until the piece that keeps an area active is a year old
                  min(q.on_day + interval '1 year' - interval '1 day')::date as until
             from (select f.club_id, f.area, f.on_day,
                          row_number() over (partition by f.club_id, f.area order by f.on_day desc) as nth
                     from area_evidence f
                    where f.club_id = any (which) and f.on_day <= day and f.on_day > day - interval '1 year') q
             join catalogue_areas y on y.catalogue = '1648' and y.areas[1] = q.area and y.at_least = q.nth
            group by q.club_id) a on a.club_id = c.id
      left join (
           select club_id, count(*) as activities, sum(turns) as turns from activities
            where club_id = any (which) and state = 'done' and starts_on between since and day
            group by club_id) d on d.club_id = c.id
      left join (
           select club_id, count(*) as meetings, sum(present) as attendance from meetings
            where club_id = any (which) and held_on between since and day group by club_id) m on m.club_id = c.id
      left join (
           select z.club_id, count(*) as volunteers from volunteers z
            where z.club_id = any (which) and z.since <= day and (z.until is null or z.until > day)
            group by z.club_id) v on v.club_id = c.id
      left join (
           select club_id, count(*) as care_cases from care_cases
            where club_id = any (which) and started_on <= day and (ended_on is null or ended_on > day)
              and (state in ('active', 'closed') or state_since > day) group by club_id) k on k.club_id = c.id
      left join (
           select club_id, count(*) as care_visits from care_visits
            where club_id = any (which) and visited_on between since and day group by club_id) w on w.club_id = c.id
      left join (
           select g.club_id, count(*) as checked, count(*) filter (where g.times > 1) as checked_twice
             from (select i.club_id, i.member_id, count(*) as times
                     from health_invitations i
                     join health_events e on e.id = i.event_id and e.state = 'done' and e.held_on between since and day
                     join members_on(which, day) n on n.member_id = i.member_id and n.state = 'active'
                    where i.club_id = any (which) and i.attended
                    group by i.club_id, i.member_id) g
            group by g.club_id) h on h.club_id = c.id
      left join (
           select i.club_id, count(*) as insured from insurance_supports i
             join members_on(which, day) n on n.member_id = i.member_id and n.state = 'active'
            where i.club_id = any (which) and i.year = extract(year from day) and i.covered
            group by i.club_id) b on b.club_id = c.id
      left join (
           select i.club_id, count(distinct i.training_id) as trainings, count(*) as turns
             from training_participants i join trainings g on g.id = i.training_id
            where i.club_id = any (which) and g.starts_on between since and day group by i.club_id) t on t.club_id = c.id
      left join (
           select club_id, count(*) as visits from exchange_visits
            where club_id = any (which) and visited_on between since and day group by club_id) x on x.club_id = c.id
      left join (
           select club_id, count(*) as visits from monitoring_visits
            where club_id = any (which) and visited_on between since and day group by club_id) o on o.club_id = c.id
      left join (
           select club_id, count(*) as awards from awards
            where club_id = any (which) and decided_on between since and day group by club_id) p on p.club_id = c.id
      left join (
           select club_id, count(*) as actions, sum(half_days) as half_days from self_help_actions
            where club_id = any (which) and helped_on between since and day group by club_id) s on s.club_id = c.id
      left join (
           select club_id, count(*) as cases from rights_cases
            where club_id = any (which) and opened_on between since and day group by club_id) r on r.club_id = c.id
      left join (
           select g.club_id, sum(g.value_vnd) filter (where g.kind = 'cash') as cash,
                  sum(g.value_vnd) filter (where g.kind = 'in_kind') as kind, sum(g.half_days) as half_days
             from mobilised_resources g
            where g.club_id = any (which) and g.received_on between since and day
              and not exists (select from ledger_entries e where e.reverses = g.entry_id)
            group by g.club_id) u on u.club_id = c.id
     where c.id = any (which)
$$;
