-- Receipt and payment vouchers (phiếu thu, phiếu chi): the running numbers of what moved in the cash of a fund.

create table ledger_vouchers (
    club_id uuid not null,
    fund    text not null,
    kind    text not null,
    year    smallint not null,
    number  integer not null,
    entry   integer not null,
    primary key (club_id, fund, kind, year, number),
    foreign key (club_id, fund) references funds (club_id, kind),
    foreign key (club_id, entry) references ledger_entries (club_id, number),
    constraint ledger_vouchers_one_a_fund unique (club_id, entry, fund),
    constraint ledger_vouchers_kind_known check (kind in ('receipt', 'payment')),
    constraint ledger_vouchers_count_from_one check (number >= 1)
);
comment on table ledger_vouchers is 'Receipt and payment vouchers (phiếu thu, phiếu chi) of cash, numbered without gaps for each fund and year; written with the lines by number_vouchers alone, and never changed.';
comment on column ledger_vouchers.entry is 'Number of the ledger entry that moved the cash.';
comment on column ledger_vouchers.year is 'Year of the day on which the cash moved.';

-- What was posted before is numbered as it would have been: in the order in which it was posted. An opening balance is
-- no movement of cash.
insert into ledger_vouchers (club_id, fund, kind, year, number, entry)
select l.club_id, l.fund, case when l.amount_vnd > 0 then 'receipt' else 'payment' end, extract(year from l.on_day),
       row_number() over (partition by l.club_id, l.fund, l.amount_vnd > 0, extract(year from l.on_day)
                          order by l.number),
       l.number
  from ledger_lines l
  join ledger_entries e on e.club_id = l.club_id and e.number = l.number
 where l.account = 'cash' and e.kind <> 'opening_balance';
