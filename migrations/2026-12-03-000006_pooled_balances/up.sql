-- What of the capital that was put in (vốn hùn) is owed to whom: to a member, or to another by name. What an earlier version
-- paid back to somebody else stands below nothing here and does not stop the migration; `verify` tells of it.
create table pooled_balances (
    club_id     uuid not null references ledgers (club_id),
    member_id   uuid references memberships (id),
    party       text,
    balance_vnd bigint not null,
    constraint pooled_balances_owner_once unique nulls not distinct (club_id, member_id, party),
    constraint pooled_balances_one_owner check ((member_id is null) <> (party is null))
);
create index pooled_balances_by_member on pooled_balances (member_id) where member_id is not null;
comment on table pooled_balances is 'What the club owes of pooled capital (vốn hùn), to a member or to a party by the name in its entries; kept by trigger.';

insert into pooled_balances (club_id, member_id, party, balance_vnd)
select l.club_id, l.member_id, case when l.member_id is null then coalesce(o.party, e.party, '') end, -sum(l.amount_vnd)
  from ledger_lines l
  join ledger_entries e on e.club_id = l.club_id and e.number = l.number
  left join ledger_entries o on o.id = e.reverses
 where l.account = 'pooled_capital'
 group by 1, 2, 3;
