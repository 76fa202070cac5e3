-- What do the two funds of these clubs come to at the end of a day, and what moved in them since another day (đồng;
-- savers are persons)? A row a club. What clubs that were merged into it in the meantime had before is its own before:
-- what they handed over has not come in, and what moved in their books since that day has moved in its. Advances are the
-- fund's until they are accounted for, and so in its cash; what a year-end closed was earned and spent all the same.
create function logic.funds_on(p_which uuid[], p_since date, p_day date) returns setof fund_metrics
    language sql stable parallel safe as $$
    select c.id, coalesce(f.kinds = 2, false),
           coalesce(b.income_cash, 0)::bigint, coalesce(b.income_bank, 0)::bigint, coalesce(b.operating_cash, 0)::bigint,
           coalesce(b.operating_bank, 0)::bigint, coalesce(b.lent, 0)::bigint, coalesce(b.savings, 0)::bigint,
           coalesce(b.pooled, 0)::bigint, coalesce(b.seed, 0)::bigint, coalesce(b.contributions, 0)::bigint,
           coalesce(b.donations, 0)::bigint, coalesce(b.interest, 0)::bigint, coalesce(b.expenses, 0)::bigint,
           coalesce(b.social_help, 0)::bigint, coalesce(b.losses, 0)::bigint, coalesce(s.savers, 0)::int,
           p_day, make_date(extract(year from p_day)::int, 12, 31),
           coalesce(b.income_before, 0)::bigint, coalesce(b.injected, 0)::bigint, coalesce(b.operating_before, 0)::bigint,
           coalesce(b.seed_period, 0)::bigint, coalesce(b.contributions_period, 0)::bigint,
           coalesce(b.donations_period, 0)::bigint, coalesce(b.interest_period, 0)::bigint,
           coalesce(b.expenses_period, 0)::bigint, coalesce(b.social_help_period, 0)::bigint,
           coalesce(b.losses_period, 0)::bigint, coalesce(i.first_vnd, 0)::bigint,
           (select max(e.on_day) from ledger_entries e where e.club_id = c.id and e.on_day <= p_day)
      from clubs c
      left join (
           select club_id, count(*) as kinds from funds where club_id = any (p_which) and opened_on <= p_day
            group by club_id) f on f.club_id = c.id
      left join (
           select a.club_id,
                  sum(a.now) filter (where a.fund = 'income' and a.account in ('cash', 'advances')) as income_cash,
                  sum(a.now) filter (where a.fund = 'income' and a.account = 'bank') as income_bank,
                  sum(a.now) filter (where a.fund = 'operating' and a.account in ('cash', 'advances')) as operating_cash,
                  sum(a.now) filter (where a.fund = 'operating' and a.account = 'bank') as operating_bank,
                  sum(a.now) filter (where a.account = 'loans') as lent,
                  -sum(a.now) filter (where a.account = 'savings') as savings,
                  -sum(a.now) filter (where a.account in ('pooled_capital', 'shares')) as pooled,
                  -sum(a.now) filter (where a.account in
                      ('capital', 'operating_capital', 'retained_result', 'operating_share')) as seed,
                  -sum(a.now) filter (where a.account = 'contributions') as contributions,
                  -sum(a.now) filter (where a.account = 'donations') as donations,
                  -sum(a.now) filter (where a.account in ('interest_income', 'late_charge_income', 'recovery_income'))
                      as interest,
                  sum(a.now) filter (where a.account in ('operating_expenses', 'bank_fees', 'fund_expenses')) as expenses,
                  sum(a.now) filter (where a.account = 'social_help') as social_help,
                  sum(a.now) filter (where a.account = 'loan_losses') as losses,
                  sum(a.before) filter (where a.fund = 'income' and a.account in ('cash', 'bank', 'advances', 'loans'))
                      as income_before,
                  -sum(a.now - a.before) filter (where a.fund = 'income' and a.account in
                      ('capital', 'pooled_capital', 'shares', 'contributions', 'donations', 'fund_transfers')) as injected,
                  sum(a.before) filter (where a.fund = 'operating' and a.account in ('cash', 'bank', 'advances'))
                      as operating_before,
                  -sum(a.now - a.before) filter (where a.account in ('capital', 'operating_capital')) as seed_period,
                  -sum(a.now - a.before) filter (where a.account = 'contributions') as contributions_period,
                  -sum(a.now - a.before) filter (where a.account = 'donations') as donations_period,
                  -sum(a.now - a.before) filter (where a.account in
                      ('interest_income', 'late_charge_income', 'recovery_income')) as interest_period,
                  sum(a.now - a.before) filter (where a.account in ('operating_expenses', 'bank_fees', 'fund_expenses'))
                      as expenses_period,
                  sum(a.now - a.before) filter (where a.account = 'social_help') as social_help_period,
                  sum(a.now - a.before) filter (where a.account = 'loan_losses') as losses_period
             from (select n.club_id, n.fund, n.account, n.balance_vnd as now, 0 as before
                     from logic.balances_on(p_which, p_day) n
                    union all
                   select k.club_id, o.fund, o.account, 0, o.balance_vnd
                     from logic.books_on(p_which, p_day) k
                     join logic.balances_on(array(select y.part_id from logic.books_on(p_which, p_day) y), p_since - 1) o
                          on o.club_id = k.part_id
                    union all
                   select k.club_id, x.fund, x.account, -x.closed_vnd, 0
                     from logic.books_on(p_which, p_day) k
                     join logic.closed_on(array(select y.part_id from logic.books_on(p_which, p_day) y), p_day) x
                          on x.club_id = k.part_id
                    union all
                   select k.club_id, x.fund, x.account, 0, -x.closed_vnd
                     from logic.books_on(p_which, p_day) k
                     join logic.closed_on(array(select y.part_id from logic.books_on(p_which, p_day) y), p_since - 1) x
                          on x.club_id = k.part_id) a
            group by a.club_id) b on b.club_id = c.id
      left join (
           select s.club_id, count(*) as savers
             from savings_balances s
             left join lateral (
                  select -sum(l.amount_vnd) as moved from ledger_lines l
                   where (select max(t.last_on) from ledger_balances t
                           where t.club_id = s.club_id and t.account = 'savings') > p_day
                     and l.member_id = s.member_id and l.account = 'savings' and l.on_day > p_day) m on true
            where s.club_id = any (p_which) and s.balance_vnd - coalesce(m.moved, 0) > 0
            group by s.club_id) s on s.club_id = c.id
      left join lateral (
           select -sum(l.amount_vnd) as first_vnd from ledger_lines l
            where l.club_id = c.id and l.fund = 'income' and l.account in ('capital', 'pooled_capital')
              and l.on_day <= p_day
            group by l.on_day order by l.on_day limit 1) i on true
     where c.id = any (p_which)
$$;
