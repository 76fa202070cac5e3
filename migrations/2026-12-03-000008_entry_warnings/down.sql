alter table cash_counts drop column through;
drop index ledger_entries_by_document;
alter table ledger_entries drop column warnings;
