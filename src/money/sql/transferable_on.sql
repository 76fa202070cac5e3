-- How much of the interest that came in by the end of a day may still go to the operating fund (đồng; less than nothing if
-- too much went)? Of the interest of each day the share by the regulation in force on it, all of it where none says; less
-- losses, in proportion; less what went. Recovered principal is no interest: it lessens the losses. A year-end (kết chuyển)
-- has divided what came in by its day: only what came in since counts.
create function logic.transferable_on(p_club uuid, p_day date) returns bigint language sql stable as $$
    with regulations as (
        select r.effective_from, coalesce((r.lending ->> 'interest_to_operating_percent')::integer, 100) as percent
          from club_regulations r where r.club_id = p_club and r.effective_from <= p_day
        union all select date '1900-01-01', 100),
    divided as (
        select coalesce(max(e.on_day), date '1900-01-01') as through from ledger_entries e
         where e.club_id = p_club and e.kind = 'year_end' and e.on_day <= p_day
           and not exists (select from ledger_entries r where r.reverses = e.id)),
    spans as (
        select s.percent, s.last_day
          from (select r.percent, least(p_day, lead(r.effective_from) over (order by r.effective_from) - 1) as last_day
                  from regulations r) s
          join divided d on s.last_day > d.through),
    earned as (
        select s.percent, b.vnd - lag(b.vnd, 1, 0::numeric) over (order by s.last_day) as vnd
          from spans s
          cross join lateral (
               select coalesce(-sum(b.balance_vnd), 0) as vnd from logic.balances_on(array[p_club], s.last_day) b
                where b.fund = 'income' and b.account in ('interest_income', 'late_charge_income')) b),
    interest as (select sum(e.vnd) as vnd, sum(e.vnd * e.percent) as shared from earned e),
    balances as (
        select greatest(coalesce(sum(b.balance_vnd) filter (where b.account in ('loan_losses', 'recovery_income')), 0), 0) as lost,
               coalesce(sum(b.balance_vnd) filter (where b.account = 'retained_result'), 0) as moved
          from logic.balances_on(array[p_club], p_day) b where b.fund = 'income')
    select (case when i.vnd > b.lost then div(i.shared * (i.vnd - b.lost), i.vnd * 100) else 0 end - b.moved)::bigint
      from interest i cross join balances b
$$;
