-- The money of clubs (quỹ, vay vốn): meetings, in which it moves; the books of both funds; loans to members.
-- Tables: meetings, meeting_attendances, meeting_resolutions; ledgers, funds, ledger_entries, ledger_lines,
-- ledger_balances, ledger_months, savings_balances, ledger_closings, closing_balances, cash_counts, reversals; loans,
-- loan_guarantors, loan_steps, loan_decisions, loan_votes, loan_schedules, loan_instalments, repayments, repayment_lines,
-- repayment_pauses, loan_freezes, write_offs, external_loans.

create table meetings (
    id            uuid primary key,
    club_id       uuid not null references clubs (id),
    kind          text not null,
    held_on       date not null,
    place         text,
    minutes       text,
    guests        smallint not null default 0,
    present       smallint not null,
    expected      smallint not null default 0,
    recorded_by   uuid not null,
    recorded_at   timestamptz,
    version       integer not null default 1,
    created_at    timestamptz not null default now(),
    constraint meetings_kind_known check (kind in ('monthly', 'extraordinary', 'board', 'founding', 'annual')),
    constraint meetings_guests_plausible check (guests between 0 and 1000),
    constraint meetings_one_of_a_kind_a_day unique (club_id, kind, held_on)
);
create index meetings_by_club on meetings (club_id, held_on desc, id);
comment on table meetings is 'Meetings of a club (sinh hoạt), each with its attendance and the money that moved in it.';
comment on column meetings.recorded_at is 'When a phone recorded it, by its own clock; created_at is when it arrived.';
comment on column meetings.expected is 'Members on the day of the meeting.';

create table meeting_attendances (
    meeting_id uuid not null references meetings (id),
    member_id  uuid not null references memberships (id),
    presence   text not null,
    primary key (meeting_id, member_id),
    constraint meeting_attendances_presence_known check (presence in ('present', 'excused', 'absent'))
);
create index meeting_attendances_by_member on meeting_attendances (member_id);

-- Minutes say what was decided.
create table meeting_resolutions (
    meeting_id uuid not null references meetings (id),
    position   smallint not null,
    text       text not null,
    in_favour  smallint,
    against    smallint,
    abstained  smallint,
    primary key (meeting_id, position),
    constraint meeting_resolutions_votes_plausible check (in_favour between 0 and 1000 and against between 0 and 1000
        and abstained between 0 and 1000)
);
comment on table meeting_resolutions is 'What a meeting decided (nghị quyết, kết luận), in the order of the minutes.';

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
    meeting_id    uuid references meetings (id),
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

-- Movements of an account in a month: a balance on any day is today's without what moved since.
create table ledger_months (
    club_id   uuid not null,
    fund      text not null,
    account   text not null,
    month     date not null,
    moved_vnd bigint not null,
    primary key (club_id, fund, account, month),
    foreign key (club_id, fund) references funds (club_id, kind),
    constraint ledger_months_begin_months check (extract(day from month) = 1)
);
comment on table ledger_months is 'What moved on an account in a month; written with the lines by keep_the_months alone.';

create table savings_balances (
    member_id   uuid primary key references memberships (id),
    club_id     uuid not null references ledgers (club_id),
    balance_vnd bigint not null,
    constraint savings_balances_never_negative check (balance_vnd >= 0)
);
create index savings_balances_by_club on savings_balances (club_id);
comment on table savings_balances is 'What the club owes a member of her savings (tiết kiệm tự nguyện trong câu lạc bộ); kept by trigger.';

create table ledger_closings (
    id          uuid primary key,
    club_id     uuid not null references ledgers (club_id),
    through     date not null,
    last_number integer not null,
    closed_by   uuid not null,
    created_at  timestamptz not null default now(),
    constraint ledger_closings_once unique (club_id, through)
);
comment on table ledger_closings is 'Up to which day a club''s books are closed (khóa sổ), with the balances of that day.';

create table closing_balances (
    closing_id  uuid not null references ledger_closings (id),
    fund        text not null,
    account     text not null,
    balance_vnd bigint not null,
    primary key (closing_id, fund, account)
);

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
    meeting_id       uuid references meetings (id),
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

create table loans (
    id                  uuid primary key,
    club_id             uuid not null references clubs (id),
    member_id           uuid not null references memberships (id),
    number              integer not null,
    state               text not null,
    purpose             text not null,
    requested_vnd       bigint not null,
    requested_months    smallint not null,
    grace_months        smallint not null default 0,
    due_dates           date[],
    applied_on          date not null,
    screened_on         date,
    regulation_id       uuid references club_regulations (id),
    contract            jsonb,
    principal_vnd       bigint,
    decided_on          date,
    decided_by          uuid,
    disbursed_on        date,
    disbursed_by        uuid,
    carried_over        boolean not null default false,
    schedule_number     smallint not null default 0,
    reschedules         smallint not null default 0,
    outstanding_vnd     bigint not null default 0,
    repaid_vnd          bigint not null default 0,
    written_off_vnd     bigint not null default 0,
    recovered_vnd       bigint not null default 0,
    late_since          date,
    frozen_until        date,
    closed_on           date,
    recorded_by         uuid not null,
    version             integer not null default 1,
    created_at          timestamptz not null default now(),
    constraint loans_number_once unique (club_id, number),
    constraint loans_state_known check (state in
        ('submitted', 'screened', 'approved', 'refused', 'withdrawn', 'expired', 'active', 'repaid', 'written_off')),
    constraint loans_amounts_plausible check
        (requested_vnd between 1 and 1000000000000 and principal_vnd between 1 and 1000000000000),
    constraint loans_approved_at_most_requested check (principal_vnd <= requested_vnd),
    constraint loans_months_plausible check (requested_months between 1 and 36 and grace_months between 0 and 35),
    constraint loans_principal_accounted_for check
        (disbursed_on is null or principal_vnd = repaid_vnd + outstanding_vnd + written_off_vnd),
    constraint loans_nothing_below_nothing check
        (outstanding_vnd >= 0 and repaid_vnd >= 0 and written_off_vnd >= 0 and recovered_vnd between 0 and written_off_vnd),
    constraint loans_disbursed_says_when check
        ((state in ('active', 'repaid', 'written_off')) = (disbursed_on is not null)),
    constraint loans_disbursed_by_another check (disbursed_by is null or disbursed_by <> decided_by or carried_over),
    constraint loans_closed_says_when check ((state in ('repaid', 'written_off')) = (closed_on is not null))
);
create index loans_by_club on loans (club_id, number desc);
create index loans_by_member on loans (member_id);
create index loans_open_by_club on loans (club_id) where state = 'active';
comment on table loans is 'Loans of a club to its members (vay vốn), from application to the last đồng.';
comment on column loans.contract is 'The terms, frozen: a copy of the regulation''s rules as they were when the loan was approved.';
comment on column loans.late_since is 'Due date of the oldest instalment not fully paid, moved by what a freeze excludes: days past due on a day are the days since.';
comment on column loans.decided_by is 'Who recorded the group''s decision: never the one who disburses.';

alter table ledger_lines add constraint ledger_lines_loan_id_fkey
    foreign key (loan_id) references loans (id) deferrable initially deferred;

create table loan_guarantors (
    loan_id   uuid not null references loans (id),
    member_id uuid not null references memberships (id),
    primary key (loan_id, member_id)
);

create table loan_steps (
    loan_id     uuid not null references loans (id),
    step        text not null,
    on_day      date not null,
    note        text,
    recorded_by uuid not null,
    created_at  timestamptz not null default now(),
    primary key (loan_id, step),
    constraint loan_steps_known check (step in ('screening', 'withdrawal'))
);
comment on table loan_steps is 'Who screened an application (thẩm định) or recorded its withdrawal, when, and what was found.';

create table loan_decisions (
    id          uuid primary key,
    loan_id     uuid not null references loans (id),
    kind        text not null,
    outcome     text not null,
    decided_on  date not null,
    meeting_id  uuid references meetings (id),
    meeting     text not null,
    eligible    smallint not null,
    present     smallint not null,
    in_favour   smallint not null,
    against     smallint not null,
    reason      text,
    recorded_by uuid not null,
    created_at  timestamptz not null default now(),
    constraint loan_decisions_kind_known check (kind in ('approval', 'reschedule', 'write_off')),
    constraint loan_decisions_outcome_known check (outcome in ('approved', 'refused')),
    constraint loan_decisions_numbers_agree check
        (eligible >= present and present >= in_favour + against and in_favour >= 0 and against >= 0)
);
create index loan_decisions_by_loan on loan_decisions (loan_id, id);

create table loan_votes (
    decision_id uuid not null references loan_decisions (id),
    member_id   uuid not null references memberships (id),
    vote        text not null,
    primary key (decision_id, member_id),
    constraint loan_votes_known check (vote in ('in_favour', 'against', 'abstain'))
);
comment on table loan_votes is 'Who voted how; the borrower and her household are not among them.';

-- The schedule in force on a day is the latest that took effect by then.
create table loan_schedules (
    loan_id              uuid not null references loans (id),
    number               smallint not null,
    effective_on         date not null,
    reason               text not null,
    starts_on            date not null,
    interest_carried_vnd bigint not null default 0,
    created_at           timestamptz not null default now(),
    primary key (loan_id, number),
    constraint loan_schedules_reason_known check (reason in
        ('disbursement', 'partial_prepayment', 'reschedule', 'freeze', 'reversal', 'carried_over'))
);
comment on table loan_schedules is 'Versions of a loan''s repayment schedule (kế hoạch trả nợ).';
comment on column loan_schedules.starts_on is 'From which day on the interest of the first instalment yet to come runs.';

create table loan_instalments (
    loan_id       uuid not null,
    schedule      smallint not null,
    number        smallint not null,
    due_on        date not null,
    principal_vnd bigint not null,
    interest_vnd  bigint not null,
    primary key (loan_id, schedule, number),
    foreign key (loan_id, schedule) references loan_schedules (loan_id, number),
    constraint loan_instalments_once_a_day unique (loan_id, schedule, due_on),
    constraint loan_instalments_not_negative check (principal_vnd >= 0 and interest_vnd >= 0)
);

create table repayments (
    id              uuid primary key,
    loan_id         uuid not null references loans (id),
    club_id         uuid not null references clubs (id),
    entry_id        uuid not null references ledger_entries (id) deferrable initially deferred,
    number          integer not null,
    paid_on         date not null,
    amount_vnd      bigint not null,
    waived_vnd      bigint not null default 0,
    waived_because  text,
    schedule_number smallint not null,
    closes          boolean not null,
    recovery        boolean not null default false,
    reversed_by     uuid references ledger_entries (id) deferrable initially deferred,
    recorded_by     uuid not null,
    created_at      timestamptz not null default now(),
    constraint repayments_number_once unique (loan_id, number),
    constraint repayments_entry_once unique (entry_id),
    constraint repayments_amount_plausible check (amount_vnd between 1 and 1000000000000 and waived_vnd >= 0)
);
create index repayments_by_club on repayments (club_id, paid_on, id);
comment on column repayments.schedule_number is 'The version of the schedule that holds after it.';
comment on column repayments.entry_id is 'Its side of the books, posted later in the same transaction.';

create table repayment_lines (
    repayment_id uuid not null references repayments (id),
    line         smallint not null,
    part         text not null,
    instalment   smallint not null,
    amount_vnd   bigint not null,
    primary key (repayment_id, line),
    constraint repayment_lines_part_known check (part in
        ('late_charge', 'interest', 'principal', 'advance_principal', 'recovery')),
    constraint repayment_lines_more_than_nothing check (amount_vnd > 0)
);
comment on table repayment_lines is 'What a repayment paid, line by line, in the order in which it was allocated.';

create table repayment_pauses (
    id          uuid primary key,
    unit_id     uuid not null references units (id),
    from_day    date not null,
    to_day      date not null,
    document    text not null,
    reason      text not null,
    loans       integer not null default 0,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint repayment_pauses_ordered check (to_day >= from_day),
    constraint repayment_pauses_once_a_day exclude using gist
        (unit_id with =, daterange(from_day, to_day, '[]') with &&)
);
comment on table repayment_pauses is 'After a storm or a flood: repayment pauses in a commune, by order (giãn nợ do thiên tai).';

create table loan_freezes (
    id          uuid primary key,
    loan_id     uuid not null references loans (id),
    kind        text not null,
    from_day    date not null,
    to_day      date,
    pause_id    uuid references repayment_pauses (id),
    reason      text,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint loan_freezes_kind_known check (kind in ('disaster', 'death')),
    constraint loan_freezes_ordered check (to_day >= from_day),
    constraint loan_freezes_once_a_day exclude using gist
        (loan_id with =, kind with =, daterange(from_day, to_day, '[]') with &&) where (pause_id is null),
    constraint loan_freezes_once_a_pause unique (loan_id, pause_id)
);
create index loan_freezes_by_pause on loan_freezes (pause_id) where pause_id is not null;

create table write_offs (
    id          uuid primary key,
    loan_id     uuid not null references loans (id),
    club_id     uuid not null references clubs (id),
    state       text not null default 'proposed',
    amount_vnd  bigint not null,
    reason      text not null,
    proposed_on date not null,
    proposed_by uuid not null,
    decision_id uuid references loan_decisions (id),
    voted_by    uuid,
    cleared_on  date,
    cleared_by  uuid,
    objection   text,
    entry_id    uuid references ledger_entries (id) deferrable initially deferred,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint write_offs_state_known check (state in ('proposed', 'voted', 'refused', 'objected', 'posted')),
    constraint write_offs_by_several check
        (voted_by <> proposed_by and cleared_by <> proposed_by and cleared_by <> voted_by),
    constraint write_offs_objection_says_why check ((state = 'objected') = (objection is not null)),
    constraint write_offs_posted_says_where check ((state = 'posted') = (entry_id is not null))
);
create unique index write_offs_one_at_a_time on write_offs (loan_id) where state in ('proposed', 'voted', 'posted');
create index write_offs_by_club on write_offs (club_id, id);
comment on table write_offs is 'Giving up a debt (xóa nợ): proposed, voted by two thirds of the board, not objected to by the commune association, then posted.';

create table external_loans (
    id          uuid primary key,
    club_id     uuid not null references clubs (id),
    member_id   uuid not null references memberships (id),
    lender      text not null,
    amount_vnd  bigint not null,
    lent_on     date not null,
    repaid_on   date,
    purpose     text,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint external_loans_lender_known check (lender in ('social_policy_bank', 'other')),
    constraint external_loans_amount_plausible check (amount_vnd between 1 and 1000000000000),
    constraint external_loans_ordered check (repaid_on >= lent_on)
);
create index external_loans_by_club on external_loans (club_id, lent_on, id);
comment on table external_loans is 'Loans of others to members (Ngân hàng Chính sách xã hội): known, and never mixed with those of the club.';
