drop table ledger_vouchers;
