-- Which voucher (phiếu thu, phiếu chi) is each line of cash? Numbers them on, without gaps, for each fund, kind and year of
-- the day on which the cash moved, in the order in which they are posted: the lock of the club keeps that order. A
-- reversal moves cash too and has a voucher of its own; an opening balance moves none.
create function logic.number_vouchers() returns trigger language plpgsql as $$
begin
    insert into ledger_vouchers (club_id, fund, kind, year, number, entry)
    select t.club_id, t.fund, t.kind, t.year,
           coalesce((select max(v.number) from ledger_vouchers v
                      where v.club_id = t.club_id and v.fund = t.fund and v.kind = t.kind and v.year = t.year), 0)
               + row_number() over (partition by t.club_id, t.fund, t.kind, t.year order by t.entry),
           t.entry
      from (select a.club_id, a.fund, case when a.amount_vnd > 0 then 'receipt' else 'payment' end as kind,
                   extract(year from a.on_day)::smallint as year, a.number as entry
              from added a
              join ledger_entries e on e.club_id = a.club_id and e.number = a.number
             where a.account = 'cash' and e.kind <> 'opening_balance') t;
    return null;
end $$;
create trigger ledger_lines_number_vouchers after insert on ledger_lines
    referencing new table as added for each statement execute function logic.number_vouchers();
create trigger ledger_vouchers_append_only before update or delete or truncate on ledger_vouchers
    for each statement execute function logic.refuse_to_rewrite();
