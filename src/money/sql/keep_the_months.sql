-- Keeps what moved on each account in each month (đồng).
create function logic.keep_the_months() returns trigger language plpgsql as $$
begin
    insert into ledger_months as m (club_id, fund, account, month, moved_vnd)
    select a.club_id, a.fund, a.account, date_trunc('month', a.on_day)::date, sum(a.amount_vnd) from added a
     group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (club_id, fund, account, month) do update set moved_vnd = m.moved_vnd + excluded.moved_vnd;
    return null;
end $$;
create trigger ledger_lines_keep_the_months after insert on ledger_lines
    referencing new table as added for each statement execute function logic.keep_the_months();
