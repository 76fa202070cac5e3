-- Lines of pooled capital (vốn hùn), each with the one whose it is: a member, or a party by its name in the entry. What an
-- entry undoes is of the same party as the entry.
create view logic.capital_lines as
    select l.club_id, l.number, l.line, l.on_day, l.amount_vnd, l.member_id,
           case when l.member_id is null then coalesce(o.party, e.party, '') end as party
      from ledger_lines l
      join ledger_entries e on e.club_id = l.club_id and e.number = l.number
      left join ledger_entries o on o.id = e.reverses
     where l.fund = 'income' and l.account = 'pooled_capital';
