drop table loan_transfers;
drop table ledger_mergers;
alter table ledger_entries drop constraint ledger_entries_kind_known;
alter table ledger_entries add constraint ledger_entries_kind_known check (kind in
    ('opening_balance', 'seed_money', 'contribution', 'donation', 'pooled_capital', 'pooled_capital_return',
     'savings_deposit', 'savings_withdrawal', 'expense', 'social_help', 'interest_transfer', 'bank_deposit',
     'bank_withdrawal', 'disbursement', 'repayment', 'write_off', 'recovery', 'cash_difference', 'handover',
     'takeover', 'reversal', 'bank_interest', 'other_income', 'fine', 'bank_fee', 'fund_expense', 'advance',
     'advance_settlement', 'savings_interest', 'savings_interest_payout', 'capital_from_surplus', 'surplus_transfer',
     'fund_transfer', 'share_purchase', 'year_end', 'share_out'));
