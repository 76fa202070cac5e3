-- Two rows a club: the sums that higher levels add up. Written in the transaction that changes the facts.
create table fund_metrics (
    club_id            uuid primary key references clubs (id),
    has_both_funds     boolean not null,
    income_cash_vnd    bigint not null,
    income_bank_vnd    bigint not null,
    operating_cash_vnd bigint not null,
    operating_bank_vnd bigint not null,
    lent_vnd           bigint not null,
    savings_vnd        bigint not null,
    pooled_vnd         bigint not null,
    seed_vnd           bigint not null,
    contributions_vnd  bigint not null,
    donations_vnd      bigint not null,
    interest_vnd       bigint not null,
    expenses_vnd       bigint not null,
    social_help_vnd    bigint not null,
    loss_vnd           bigint not null,
    savers             integer not null
);
comment on table fund_metrics is 'What higher levels add up of a club''s two funds.';

-- Lateness is a function of the date: a row says through which day it holds if nothing is posted.
create table lending_metrics (
    club_id              uuid primary key references clubs (id),
    counted_on           date not null,
    valid_through        date not null,
    disbursed_vnd        bigint not null,
    disbursed_year_vnd   bigint not null,
    outstanding_vnd      bigint not null,
    late_vnd             bigint not null,
    late_30_vnd          bigint not null,
    late_60_vnd          bigint not null,
    late_90_vnd          bigint not null,
    rescheduled_vnd      bigint not null,
    frozen_vnd           bigint not null,
    written_off_vnd      bigint not null,
    recovered_vnd        bigint not null,
    loans_disbursed      integer not null,
    loans_disbursed_year integer not null,
    loans_open           integer not null,
    loans_late           integer not null,
    loans_late_30        integer not null,
    borrowers            integer not null,
    borrowers_late       integer not null,
    borrowers_ever       integer not null,
    borrowers_year       integer not null,
    in_need_year         integer not null,
    borrowers_late_30     integer not null,
    borrowers_late_60     integer not null,
    borrowers_late_90     integer not null,
    borrowers_rescheduled integer not null,
    borrowers_frozen      integer not null,
    borrowers_written_off integer not null,
    takers                integer not null,
    takers_year           integer not null
);
create index lending_metrics_by_validity on lending_metrics (valid_through);
comment on table lending_metrics is 'What higher levels add up of a club''s lending; no names and no single loans.';
comment on column lending_metrics.takers is 'Persons to whom the club ever lent, members still or not: a sum that few of them make up shows them.';
comment on column lending_metrics.borrowers_ever is 'Active members with a loan of the club since they joined.';
comment on column lending_metrics.borrowers_year is 'Active members with a loan disbursed or outstanding in the calendar year.';
comment on column lending_metrics.in_need_year is 'Active members who applied for a loan in the calendar year, or owed one in it.';

-- Counts the money of clubs anew, as of a day.
create function count_finances(which uuid[], on_day date) returns bigint language sql as $$
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
