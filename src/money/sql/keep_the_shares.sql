-- Refuses a transfer of interest above the regulation's share, on its day or on a later one: whatever its own document
-- moved before it counts. It fires after the triggers that keep the balances and the months, which it reads.
create function logic.keep_the_shares() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    select d.on_day, s.left_vnd, t.amount_vnd into wrong
      from (select a.club_id, min(a.on_day) as since, sum(a.amount_vnd) as amount_vnd
              from added a join ledger_entries e on e.club_id = a.club_id and e.number = a.number
             where e.kind = 'interest_transfer' and a.account = 'retained_result'
             group by a.club_id) t
      cross join lateral (
            select distinct l.on_day from ledger_lines l
             where l.club_id = t.club_id and l.fund = 'income' and l.on_day >= t.since
               and l.account in ('interest_income', 'late_charge_income', 'recovery_income', 'loan_losses', 'retained_result')) d
      cross join lateral (select logic.transferable_on(t.club_id, d.on_day) as left_vnd) s
     where s.left_vnd < 0 order by d.on_day limit 1;
    if found then
        raise exception 'the regulation gives less interest away' using errcode = 'check_violation',
            constraint = 'ledger_lines_interest_share',
            detail = json_build_object('on', wrong.on_day, 'transferable_vnd', greatest(wrong.left_vnd + wrong.amount_vnd, 0));
    end if;
    return null;
end $$;
create trigger ledger_lines_keep_the_shares after insert on ledger_lines
    referencing new table as added for each statement execute function logic.keep_the_shares();
