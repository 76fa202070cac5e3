alter table club_regulations add column lending jsonb;
comment on column club_regulations.lending is 'The rules by which the club lends (Quy chế vay vốn); without them it does not.';

-- One row a club: the head of its books. Whoever posts locks it, so that numbers have no gaps.
create table ledgers (
    club_id        uuid primary key references clubs (id),
    last_number    integer not null default 0,
    last_hash      bytea not null default decode(repeat('00', 32), 'hex'),
    closed_through date,
    version        integer not null default 1
);
comment on table ledgers is 'The head of a club''s books (sổ quỹ): one double-entry ledger for both funds.';

create table funds (
    id         uuid primary key,
    club_id    uuid not null references ledgers (club_id),
    kind       text not null,
    opened_on  date not null,
    created_at timestamptz not null default now(),
    constraint funds_kind_known check (kind in ('income', 'operating')),
    constraint funds_one_of_a_kind unique (club_id, kind)
);
comment on table funds is 'Income-generation fund (quỹ tăng thu nhập) and operating fund (quỹ hoạt động) of a club.';

create table ledger_entries (
    id            uuid primary key,
    club_id       uuid not null references ledgers (club_id),
    number        integer not null,
    kind          text not null,
    on_day        date not null,
    source        text,
    party         text,
    document      text,
    narrative     text,
    reverses      uuid references ledger_entries (id),
    meeting_id    uuid,
    receipt_code  text not null,
    recorded_by   uuid not null,
    recorded_at   timestamptz not null,
    previous_hash bytea not null,
    hash          bytea not null,
    constraint ledger_entries_number_once unique (club_id, number),
    constraint ledger_entries_reversed_once unique (reverses),
    constraint ledger_entries_receipt_unique unique (receipt_code),
    constraint ledger_entries_kind_known check (kind in
        ('opening_balance', 'seed_money', 'contribution', 'donation', 'pooled_capital', 'pooled_capital_return',
         'savings_deposit', 'savings_withdrawal', 'expense', 'social_help', 'interest_transfer', 'bank_deposit',
         'bank_withdrawal', 'disbursement', 'repayment', 'write_off', 'recovery', 'cash_difference', 'handover',
         'takeover', 'reversal')),
    constraint ledger_entries_source_known check (source in
        ('state_budget_central', 'state_budget_province', 'state_budget_district', 'state_budget_commune',
         'elderly_care_fund', 'fund_for_the_poor', 'elderly_association', 'enterprise', 'international_project',
         'community', 'other')),
    constraint ledger_entries_reversal_says_what check ((kind = 'reversal') = (reverses is not null))
);
create unique index ledger_entries_opened_once on ledger_entries (club_id) where kind = 'opening_balance';
create index ledger_entries_by_day on ledger_entries (club_id, on_day, number);
create index ledger_entries_by_meeting on ledger_entries (meeting_id) where meeting_id is not null;
comment on table ledger_entries is 'What was posted (chứng từ), numbered without gaps, each with the hash of the one before; never changed.';
comment on column ledger_entries.on_day is 'The day on which the money moved; the day on which it was recorded is recorded_at.';

-- Debits are positive, credits negative. On every day and within each fund an entry adds up to nothing.
create table ledger_lines (
    club_id    uuid not null,
    number     integer not null,
    line       smallint not null,
    fund       text not null,
    account    text not null,
    amount_vnd bigint not null,
    member_id  uuid references memberships (id),
    loan_id    uuid,
    on_day     date not null,
    primary key (club_id, number, line),
    foreign key (club_id, number) references ledger_entries (club_id, number),
    foreign key (club_id, fund) references funds (club_id, kind),
    constraint ledger_lines_account_known check (account in
        ('cash', 'bank', 'loans', 'cash_differences', 'savings', 'pooled_capital', 'capital', 'retained_result',
         'operating_capital', 'interest_income', 'late_charge_income', 'recovery_income', 'contributions',
         'donations', 'loan_losses', 'operating_expenses', 'social_help')),
    constraint ledger_lines_amount_plausible check
        (amount_vnd <> 0 and amount_vnd between -1000000000000 and 1000000000000),
    constraint ledger_lines_savings_have_an_owner check (account <> 'savings' or member_id is not null),
    constraint ledger_lines_loans_have_a_name check (account <> 'loans' or loan_id is not null)
);
create index ledger_lines_by_account on ledger_lines (club_id, fund, account, on_day, number) include (amount_vnd);
create index ledger_lines_by_member on ledger_lines (member_id, on_day, number) where member_id is not null;
create index ledger_lines_by_loan on ledger_lines (loan_id, on_day, number) where loan_id is not null;

create table ledger_balances (
    club_id     uuid not null,
    fund        text not null,
    account     text not null,
    balance_vnd bigint not null,
    last_on     date not null,
    primary key (club_id, fund, account),
    foreign key (club_id, fund) references funds (club_id, kind),
    constraint ledger_balances_plausible check (balance_vnd between -100000000000000 and 100000000000000)
);
comment on table ledger_balances is 'The sum of all lines of an account; kept by trigger.';

create table savings_balances (
    member_id   uuid primary key references memberships (id),
    club_id     uuid not null references ledgers (club_id),
    balance_vnd bigint not null,
    constraint savings_balances_never_negative check (balance_vnd >= 0)
);
create index savings_balances_by_club on savings_balances (club_id);
comment on table savings_balances is 'What the club owes a member of her savings (tiết kiệm tự nguyện trong câu lạc bộ); kept by trigger.';

-- The laws of the books, by trigger, so that no way of posting can break them: all lines of an entry are
-- written by one statement.
create function keep_the_books() returns trigger language plpgsql as $$
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

    -- Money cannot be there before it came: on no day is a purse below nothing, whenever it was recorded.
    -- Only what goes out can break this; and what goes out last of all, only the balance.
    select t.fund, t.account, w.on_day, w.running into wrong
      from (select a.club_id, a.fund, a.account, min(a.on_day) as since, sum(a.amount_vnd) as change,
                   count(distinct a.number) as entries
              from added a where a.account in ('cash', 'bank', 'pooled_capital')
             group by a.club_id, a.fund, a.account
            having bool_or(case when a.account = 'pooled_capital' then a.amount_vnd > 0 else a.amount_vnd < 0 end)) t
      left join ledger_balances b on b.club_id = t.club_id and b.fund = t.fund and b.account = t.account
      cross join lateral (
            select s.on_day, s.running
              from (select l.on_day, l.number,
                           sum(sum(case when t.account = 'pooled_capital' then -l.amount_vnd else l.amount_vnd end))
                               over (order by l.on_day, l.number) as running
                      from ledger_lines l
                     where l.club_id = t.club_id and l.fund = t.fund and l.account = t.account
                     group by l.on_day, l.number) s
             where s.running < 0 order by s.on_day, s.number limit 1) w
     where not (t.entries = 1 and b.last_on is not null and b.last_on <= t.since
                and case when t.account = 'pooled_capital' then -(b.balance_vnd + t.change)
                         else b.balance_vnd + t.change end >= 0)
     limit 1;
    if found then
        raise exception 'there is not so much' using errcode = 'check_violation',
            constraint = 'ledger_lines_purse_never_negative',
            detail = json_build_object('fund', wrong.fund, 'account', wrong.account, 'on', wrong.on_day,
                                       'missing_vnd', -wrong.running);
    end if;

    select w.on_day, w.running into wrong
      from (select distinct a.club_id, a.member_id from added a where a.account = 'savings' and a.amount_vnd > 0) t
      cross join lateral (
            select s.on_day, s.running
              from (select l.on_day, l.number, sum(-sum(l.amount_vnd)) over (order by l.on_day, l.number) as running
                      from ledger_lines l
                     where l.club_id = t.club_id and l.member_id = t.member_id and l.account = 'savings'
                     group by l.on_day, l.number) s
             where s.running < 0 order by s.on_day, s.number limit 1) w
     limit 1;
    if found then
        raise exception 'so much was not saved' using errcode = 'check_violation',
            constraint = 'savings_balances_never_negative',
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
    referencing new table as added for each statement execute function keep_the_books();

create function refuse_to_rewrite() returns trigger language plpgsql as $$
begin
    raise exception 'what is posted is never changed, only reversed';
end $$;
create trigger ledger_entries_append_only before update or delete or truncate on ledger_entries
    for each statement execute function refuse_to_rewrite();
create trigger ledger_lines_append_only before update or delete or truncate on ledger_lines
    for each statement execute function refuse_to_rewrite();

create table ledger_closings (
    id          uuid primary key,
    club_id     uuid not null references ledgers (club_id),
    through     date not null,
    last_number integer not null,
    closed_by   uuid not null,
    created_at  timestamptz not null default now(),
    constraint ledger_closings_once unique (club_id, through)
);
create table closing_balances (
    closing_id  uuid not null references ledger_closings (id),
    fund        text not null,
    account     text not null,
    balance_vnd bigint not null,
    primary key (closing_id, fund, account)
);
comment on table ledger_closings is 'Up to which day a club''s books are closed (khóa sổ), with the balances of that day.';

create table cash_counts (
    id               uuid primary key,
    club_id          uuid not null,
    fund             text not null,
    counted_on       date not null,
    counted_vnd      bigint not null,
    expected_vnd     bigint not null,
    difference_vnd   bigint not null generated always as (counted_vnd - expected_vnd) stored,
    first_counter    uuid not null references memberships (id),
    second_counter   uuid not null references memberships (id),
    explanation      text,
    meeting_id       uuid,
    entry_id         uuid references ledger_entries (id),
    recorded_by      uuid not null,
    created_at       timestamptz not null default now(),
    foreign key (club_id, fund) references funds (club_id, kind),
    constraint cash_counts_two_counters check (first_counter <> second_counter),
    constraint cash_counts_plausible check (counted_vnd between 0 and 1000000000000),
    constraint cash_counts_difference_explained check (counted_vnd = expected_vnd or explanation is not null)
);
create index cash_counts_by_club on cash_counts (club_id, counted_on, id);
comment on table cash_counts is 'Counts of the cash box (kiểm kê quỹ) by two people; a difference is explained and posted.';

create table reversals (
    id           uuid primary key,
    club_id      uuid not null references ledgers (club_id),
    entry_id     uuid not null references ledger_entries (id),
    reason       text not null,
    on_day       date,
    state        text not null default 'requested',
    requested_by uuid not null,
    decided_by   uuid,
    decided_at   timestamptz,
    reversed_by  uuid references ledger_entries (id),
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint reversals_state_known check (state in ('requested', 'approved', 'refused')),
    constraint reversals_two_people check (decided_by <> requested_by),
    constraint reversals_decided_whole check ((state = 'requested') = (decided_by is null)),
    constraint reversals_approved_posts check ((state = 'approved') = (reversed_by is not null))
);
create unique index reversals_one_a_time on reversals (entry_id) where state in ('requested', 'approved');
create index reversals_by_club on reversals (club_id, id);
comment on table reversals is 'Requests to undo an entry (bút toán đảo): who keeps the money asks, another person approves.';
comment on column reversals.on_day is 'The day for which it is to be undone; unless said, that of the approval.';
