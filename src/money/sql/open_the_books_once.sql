-- Refuses an opening balance amid running books: another entry stands. What was undone does not, nor what undid it; and
-- loans that were running before are taken over either before the opening balance or after it.
create function logic.open_the_books_once() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    select e.number, e.kind = 'opening_balance' as opened into wrong
      from added a join ledger_entries e on e.club_id = a.club_id and e.id <> a.id
     where a.kind = 'opening_balance' and e.kind not in ('takeover', 'reversal')
       and not exists (select from ledger_entries r where r.reverses = e.id)
     order by opened desc, e.number limit 1;
    if found then
        raise exception 'the books are running' using errcode = 'check_violation',
            constraint = case when wrong.opened then 'ledger_entries_opened_once' else 'ledger_entries_opened_first' end,
            detail = json_build_object('number', wrong.number);
    end if;
    return null;
end $$;
create trigger ledger_entries_open_the_books_once after insert on ledger_entries
    referencing new table as added for each statement execute function logic.open_the_books_once();
