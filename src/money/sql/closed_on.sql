-- What had year-ends closed of each account of these clubs by the end of a day (đồng, debits positive)? An account's balance
-- without it is what was ever earned or spent on it. A year-end that was reversed closed nothing: the reversal is of its own
-- day, and the two come to nothing in the balance.
create function logic.closed_on(p_which uuid[], p_day date)
    returns table (club_id uuid, fund text, account text, closed_vnd bigint)
    language sql stable parallel safe as $$
    select l.club_id, l.fund, l.account, sum(l.amount_vnd)::bigint
      from ledger_entries e
      join ledger_lines l on l.club_id = e.club_id and l.number = e.number
     where e.club_id = any (p_which) and e.kind = 'year_end' and e.on_day <= p_day
       and not exists (select from ledger_entries r where r.reverses = e.id)
     group by l.club_id, l.fund, l.account
$$;
