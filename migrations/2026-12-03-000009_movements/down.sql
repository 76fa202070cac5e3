drop table advance_settlements;
drop index ledger_entries_advances;
drop index ledger_entries_year_ends;
alter table ledger_lines drop constraint ledger_lines_shares_have_an_owner;
alter table ledger_lines drop constraint ledger_lines_account_known;
alter table ledger_lines add constraint ledger_lines_account_known check (account in
    ('cash', 'bank', 'loans', 'cash_differences', 'savings', 'pooled_capital', 'capital', 'retained_result',
     'operating_capital', 'interest_income', 'late_charge_income', 'recovery_income', 'contributions',
     'donations', 'loan_losses', 'operating_expenses', 'social_help'));
alter table ledger_entries drop constraint ledger_entries_kind_known;
alter table ledger_entries add constraint ledger_entries_kind_known check (kind in
    ('opening_balance', 'seed_money', 'contribution', 'donation', 'pooled_capital', 'pooled_capital_return',
     'savings_deposit', 'savings_withdrawal', 'expense', 'social_help', 'interest_transfer', 'bank_deposit',
     'bank_withdrawal', 'disbursement', 'repayment', 'write_off', 'recovery', 'cash_difference', 'handover',
     'takeover', 'reversal'));
alter table club_regulations drop column books;
