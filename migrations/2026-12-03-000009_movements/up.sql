-- More kinds of movements: what a treasurer's year has besides contributions, savings and loans. The rules by which fines,
-- interest on savings and surplus follow stand in the regulation.

alter table club_regulations add column books jsonb;
comment on column club_regulations.books is 'The rules by which the club keeps its money besides lending: fines, interest on savings, shares of the surplus, cycles; without them it has none.';

alter table ledger_entries drop constraint ledger_entries_kind_known;
alter table ledger_entries add constraint ledger_entries_kind_known check (kind in
    ('opening_balance', 'seed_money', 'contribution', 'donation', 'pooled_capital', 'pooled_capital_return',
     'savings_deposit', 'savings_withdrawal', 'expense', 'social_help', 'interest_transfer', 'bank_deposit',
     'bank_withdrawal', 'disbursement', 'repayment', 'write_off', 'recovery', 'cash_difference', 'handover',
     'takeover', 'reversal', 'bank_interest', 'other_income', 'fine', 'bank_fee', 'fund_expense', 'advance',
     'advance_settlement', 'savings_interest', 'savings_interest_payout', 'capital_from_surplus', 'surplus_transfer',
     'fund_transfer', 'share_purchase', 'year_end', 'share_out'));
alter table ledger_lines drop constraint ledger_lines_account_known;
alter table ledger_lines add constraint ledger_lines_account_known check (account in
    ('cash', 'bank', 'loans', 'cash_differences', 'advances', 'savings', 'shares', 'pooled_capital', 'capital',
     'capital_from_surplus', 'reserve', 'retained_result', 'operating_share', 'surplus', 'operating_capital',
     'fund_transfers', 'interest_income', 'late_charge_income', 'recovery_income', 'fine_income', 'bank_interest_income',
     'other_income', 'contributions', 'donations', 'loan_losses', 'operating_expenses', 'social_help', 'bank_fees',
     'fund_expenses', 'savings_interest'));
alter table ledger_lines add constraint ledger_lines_shares_have_an_owner check (account <> 'shares' or member_id is not null);
create index ledger_entries_year_ends on ledger_entries (club_id, on_day) where kind = 'year_end';
create index ledger_entries_advances on ledger_entries (club_id, number) where kind = 'advance';

create table advance_settlements (
    entry_id     uuid primary key references ledger_entries (id),
    club_id      uuid not null references ledgers (club_id),
    advance_id   uuid not null references ledger_entries (id),
    settled_on   date not null,
    spent_vnd    bigint not null,
    returned_vnd bigint not null,
    constraint advance_settlements_plausible check
        (spent_vnd >= 0 and returned_vnd >= 0 and spent_vnd + returned_vnd between 1 and 1000000000000)
);
create index advance_settlements_by_advance on advance_settlements (advance_id);
create index advance_settlements_by_club on advance_settlements (club_id);
comment on table advance_settlements is 'How much of an advance (tạm ứng) an entry accounts for (thanh toán tạm ứng): what was spent, and what was returned.';
