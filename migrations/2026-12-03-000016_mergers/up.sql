-- Clubs merge with their money and their running loans (sáp nhập câu lạc bộ).
-- Tables: ledger_mergers, loan_transfers. The books of the club that ends are closed by one entry, and one opens what it
-- had in the other's.

alter table ledger_entries drop constraint ledger_entries_kind_known;
alter table ledger_entries add constraint ledger_entries_kind_known check (kind in
    ('opening_balance', 'seed_money', 'contribution', 'donation', 'pooled_capital', 'pooled_capital_return',
     'savings_deposit', 'savings_withdrawal', 'expense', 'social_help', 'interest_transfer', 'bank_deposit',
     'bank_withdrawal', 'disbursement', 'repayment', 'write_off', 'recovery', 'cash_difference', 'handover',
     'takeover', 'reversal', 'bank_interest', 'other_income', 'fine', 'bank_fee', 'fund_expense', 'advance',
     'advance_settlement', 'savings_interest', 'savings_interest_payout', 'capital_from_surplus', 'surplus_transfer',
     'fund_transfer', 'share_purchase', 'year_end', 'share_out', 'merger_out', 'merger_in'));

create table ledger_mergers (
    id           uuid primary key,
    club_id      uuid not null references clubs (id),
    successor_id uuid not null references clubs (id),
    on_day       date not null,
    out_entry_id uuid references ledger_entries (id),
    in_entry_id  uuid references ledger_entries (id),
    loans        integer not null,
    recorded_by  uuid not null,
    created_at   timestamptz not null default now(),
    constraint ledger_mergers_once unique (club_id),
    constraint ledger_mergers_of_two check (club_id <> successor_id),
    constraint ledger_mergers_both_entries check ((out_entry_id is null) = (in_entry_id is null))
);
create index ledger_mergers_by_successor on ledger_mergers (successor_id, on_day);
comment on table ledger_mergers is 'Whose books went into whose when a club was merged, by which two entries.';
comment on column ledger_mergers.out_entry_id is 'The last entry of the club that ended; null where it had nothing.';

-- A loan keeps its id. Whose it was before stands here, so that a day before the merger is told as it was.
create table loan_transfers (
    loan_id        uuid not null references loans (id),
    number         smallint not null,
    from_club_id   uuid not null references clubs (id),
    from_member_id uuid not null references memberships (id),
    from_number    integer not null,
    on_day         date not null,
    primary key (loan_id, number)
);
create index loan_transfers_by_club on loan_transfers (from_club_id, on_day);
comment on table loan_transfers is 'From which club a loan went to the next with a merger, under which number and membership it stood there.';
comment on column loan_transfers.on_day is 'The day of the merger: at its end the loan is the next club''s.';
