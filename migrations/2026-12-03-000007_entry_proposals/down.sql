create unique index ledger_entries_opened_once on ledger_entries (club_id) where kind = 'opening_balance';
drop table entry_proposals;
