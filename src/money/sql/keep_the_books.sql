-- The laws of the books, by trigger, so that no way of posting can break them, and the balances that follow from the
-- lines (đồng). All lines of an entry are written by one statement.
create function logic.keep_the_books() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    select a.number, a.fund into wrong from added a
     group by a.club_id, a.number, a.fund having sum(a.amount_vnd) <> 0 limit 1;
    if found then
        raise exception 'an entry does not balance within its fund'
            using errcode = 'check_violation', constraint = 'ledger_lines_balance_within_fund';
    end if;

    select l.closed_through into wrong from added a join ledgers l on l.club_id = a.club_id
     where a.on_day <= l.closed_through limit 1;
    if found then
        raise exception 'the period is closed' using errcode = 'check_violation',
            constraint = 'ledger_lines_period_open',
            detail = json_build_object('closed_through', wrong.closed_through);
    end if;

    select f.kind as fund, f.opened_on into wrong from added a
      join funds f on f.club_id = a.club_id and f.kind = a.fund
     where a.on_day < f.opened_on limit 1;
    if found then
        raise exception 'the fund is not open' using errcode = 'check_violation',
            constraint = 'ledger_lines_fund_open',
            detail = json_build_object('fund', wrong.fund, 'opened_on', wrong.opened_on);
    end if;

    -- A year whose end is made takes neither income nor expenses any more; a year-end and its reversal alone touch it.
    select y.through into wrong
      from (select distinct a.club_id, a.number, a.on_day from added a
             where a.account in ('interest_income', 'late_charge_income', 'recovery_income', 'fine_income',
                                 'bank_interest_income', 'other_income', 'contributions', 'donations', 'loan_losses',
                                 'operating_expenses', 'social_help', 'bank_fees', 'fund_expenses', 'savings_interest',
                                 'retained_result')) t
      join ledger_entries e on e.club_id = t.club_id and e.number = t.number
      left join ledger_entries o on o.id = e.reverses
      cross join lateral (
            select max(s.on_day) as through from ledger_entries s
             where s.club_id = t.club_id and s.kind = 'year_end'
               and not exists (select from ledger_entries r where r.reverses = s.id)) y
     where e.kind <> 'year_end' and o.kind is distinct from 'year_end' and t.on_day <= y.through limit 1;
    if found then
        raise exception 'the year is closed' using errcode = 'check_violation',
            constraint = 'ledger_lines_year_open',
            detail = json_build_object('closed_through', wrong.through);
    end if;

    -- Money cannot be there before it came: on no day is a purse below nothing, whenever it was recorded. Only what goes
    -- out can break this, and only from its day on: what is there after each entry since is the balance without what moved
    -- after it. The balances do not have what is added yet, the lines do.
    select t.fund, t.account, w.on_day, w.running into wrong
      from (select a.club_id, a.fund, a.account, min(a.on_day) as since, sum(a.amount_vnd) as change,
                   case when a.account in ('shares', 'operating_share') then -1 else 1 end as sign
              from added a where a.account in ('cash', 'bank', 'advances', 'shares', 'operating_share')
             group by a.club_id, a.fund, a.account
            having bool_or(case when a.account in ('shares', 'operating_share')
                                then a.amount_vnd > 0 else a.amount_vnd < 0 end)) t
      left join ledger_balances b on b.club_id = t.club_id and b.fund = t.fund and b.account = t.account
      cross join lateral (
            select s.on_day, s.running
              from (select l.on_day, l.number,
                           t.sign * (coalesce(b.balance_vnd, 0) + t.change + sum(l.amount_vnd)
                                     - sum(sum(l.amount_vnd)) over (order by l.on_day desc, l.number desc)) as running
                      from ledger_lines l
                     where l.club_id = t.club_id and l.fund = t.fund and l.account = t.account and l.on_day >= t.since
                     group by l.on_day, l.number) s
             where s.running < 0 order by s.on_day, s.number limit 1) w
     limit 1;
    if found then
        raise exception 'there is not so much' using errcode = 'check_violation',
            constraint = 'ledger_lines_purse_never_negative',
            detail = json_build_object('fund', wrong.fund, 'account', wrong.account, 'on', wrong.on_day,
                                       'missing_vnd', -wrong.running);
    end if;

    -- likewise what a member saved
    select w.on_day, w.running into wrong
      from (select a.club_id, a.member_id, min(a.on_day) filter (where a.amount_vnd > 0) as since,
                   sum(a.amount_vnd) as change
              from added a where a.account = 'savings'
             group by a.club_id, a.member_id having bool_or(a.amount_vnd > 0)) t
      left join savings_balances b on b.member_id = t.member_id
      cross join lateral (
            select s.on_day, s.running
              from (select l.on_day, l.number,
                           coalesce(b.balance_vnd, 0) - t.change - sum(l.amount_vnd)
                               + sum(sum(l.amount_vnd)) over (order by l.on_day desc, l.number desc) as running
                      from ledger_lines l
                     where l.club_id = t.club_id and l.member_id = t.member_id and l.account = 'savings'
                       and l.on_day >= t.since
                     group by l.on_day, l.number) s
             where s.running < 0 order by s.on_day, s.number limit 1) w
     limit 1;
    if found then
        raise exception 'so much was not saved' using errcode = 'check_violation',
            constraint = 'savings_balances_never_negative',
            detail = json_build_object('on', wrong.on_day, 'missing_vnd', -wrong.running);
    end if;

    -- and what she put in as capital, or a party by its name: nobody is paid back what she did not put in
    if exists (select from added a where a.account = 'pooled_capital') then
        select w.on_day, w.running into wrong
          from (select c.club_id, c.member_id, c.party, min(c.on_day) filter (where c.amount_vnd > 0) as since,
                       sum(c.amount_vnd) as change
                  from added a
                  join logic.capital_lines c on c.club_id = a.club_id and c.number = a.number and c.line = a.line
                 group by c.club_id, c.member_id, c.party having bool_or(c.amount_vnd > 0)) t
          left join pooled_balances b on b.club_id = t.club_id and b.member_id is not distinct from t.member_id
                                     and b.party is not distinct from t.party
          cross join lateral (
                select s.on_day, s.running
                  from (select c.on_day, c.number,
                               coalesce(b.balance_vnd, 0) - t.change - sum(c.amount_vnd)
                                   + sum(sum(c.amount_vnd)) over (order by c.on_day desc, c.number desc) as running
                          from logic.capital_lines c
                         where c.club_id = t.club_id and c.member_id is not distinct from t.member_id
                           and c.party is not distinct from t.party and c.on_day >= t.since
                         group by c.on_day, c.number) s
                 where s.running < 0 order by s.on_day, s.number limit 1) w
         limit 1;
        if found then
            raise exception 'so much capital was not put in' using errcode = 'check_violation',
                constraint = 'pooled_balances_never_negative',
                detail = json_build_object('on', wrong.on_day, 'missing_vnd', -wrong.running);
        end if;

        insert into pooled_balances as b (club_id, member_id, party, balance_vnd)
        select c.club_id, c.member_id, c.party, -sum(c.amount_vnd) from added a
          join logic.capital_lines c on c.club_id = a.club_id and c.number = a.number and c.line = a.line
         group by c.club_id, c.member_id, c.party order by c.club_id, c.member_id, c.party
        on conflict (club_id, member_id, party) do update set balance_vnd = b.balance_vnd + excluded.balance_vnd;
    end if;

    -- What is owed to members and parties stays covered on every day: by money and loans where an opening balance says what
    -- is owed, by money where some is handed over to others.
    select w.on_day, w.running into wrong
      from (select a.club_id, k.accounts, min(a.on_day) as since
              from added a
              join ledger_entries e on e.club_id = a.club_id and e.number = a.number
              join (values ('opening_balance', array['cash', 'bank', 'savings', 'pooled_capital', 'loans']),
                           ('handover', array['cash', 'bank', 'savings', 'pooled_capital'])) k (kind, accounts)
                on k.kind = e.kind
             where a.fund = 'income' and a.account = any (k.accounts)
             group by a.club_id, k.accounts having sum(a.amount_vnd) < 0) t
      cross join lateral (
            select coalesce(sum(x.amount_vnd), 0) as balance_vnd
              from (select b.balance_vnd as amount_vnd from ledger_balances b
                     where b.club_id = t.club_id and b.fund = 'income' and b.account = any (t.accounts)
                    union all
                    select a.amount_vnd from added a
                     where a.club_id = t.club_id and a.fund = 'income' and a.account = any (t.accounts)) x) n
      cross join lateral (
            select s.on_day, s.running
              from (select l.on_day, n.balance_vnd + sum(l.amount_vnd)
                           - sum(sum(l.amount_vnd)) over (order by l.on_day desc) as running
                      from ledger_lines l
                     where l.club_id = t.club_id and l.fund = 'income' and l.account = any (t.accounts)
                       and l.on_day >= t.since
                     group by l.on_day) s
             where s.running < 0 order by s.on_day limit 1) w
     limit 1;
    if found then
        raise exception 'what is owed to members is not covered' using errcode = 'check_violation',
            constraint = 'ledger_lines_cover_what_is_owed',
            detail = json_build_object('on', wrong.on_day, 'missing_vnd', -wrong.running);
    end if;

    -- a row first, for the rule of the table judges what is proposed, not what comes of it
    insert into savings_balances (member_id, club_id, balance_vnd)
    select distinct a.member_id, a.club_id, 0 from added a where a.account = 'savings' order by a.member_id
    on conflict do nothing;
    update savings_balances s set balance_vnd = s.balance_vnd + t.change
      from (select a.member_id, -sum(a.amount_vnd) as change from added a where a.account = 'savings'
             group by a.member_id) t
     where s.member_id = t.member_id;

    insert into ledger_balances as b (club_id, fund, account, balance_vnd, last_on)
    select a.club_id, a.fund, a.account, sum(a.amount_vnd), max(a.on_day) from added a
     group by a.club_id, a.fund, a.account order by a.club_id, a.fund, a.account
    on conflict (club_id, fund, account) do update
       set balance_vnd = b.balance_vnd + excluded.balance_vnd, last_on = greatest(b.last_on, excluded.last_on);
    return null;
end $$;
create trigger ledger_lines_keep_the_books after insert on ledger_lines
    referencing new table as added for each statement execute function logic.keep_the_books();
