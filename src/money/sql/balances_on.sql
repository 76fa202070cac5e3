-- What was on each account of these clubs at the end of a day (đồng, debits positive)? Today's balance without what
-- moved since: whole months by their sums, the rest of the day's own month by its lines.
create function logic.balances_on(p_which uuid[], p_day date)
    returns table (club_id uuid, fund text, account text, balance_vnd bigint)
    language sql stable parallel safe as $$
    select b.club_id, b.fund, b.account, (b.balance_vnd - coalesce(m.moved, 0) - coalesce(l.moved, 0))::bigint
      from ledger_balances b
      left join lateral (
           select sum(m.moved_vnd) as moved from ledger_months m
            where b.last_on > p_day and m.club_id = b.club_id and m.fund = b.fund and m.account = b.account
              and m.month > p_day) m on true
      left join lateral (
           select sum(l.amount_vnd) as moved from ledger_lines l
            where b.last_on > p_day and l.club_id = b.club_id and l.fund = b.fund and l.account = b.account
              and l.on_day > p_day and l.on_day < (date_trunc('month', p_day) + interval '1 month')::date) l on true
     where b.club_id = any (p_which)
$$;
