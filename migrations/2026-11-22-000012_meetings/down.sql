alter table loan_decisions drop constraint loan_decisions_meeting_id_fkey;
alter table cash_counts drop constraint cash_counts_meeting_id_fkey;
alter table ledger_entries drop constraint ledger_entries_meeting_id_fkey;
drop table meeting_attendances;
drop table meetings;
