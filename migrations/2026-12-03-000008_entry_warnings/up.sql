-- What was doubtful about an entry when it was posted: kept with it, and no part of the chain.
alter table ledger_entries add column warnings jsonb not null default '[]';
comment on column ledger_entries.warnings is 'What was doubtful when it was posted, each with the entries concerned.';
create index ledger_entries_by_document on ledger_entries (club_id, document) where document is not null;

-- Up to which entry a count of the cash box knew the books: what was posted for its day since is told with it.
alter table cash_counts add column through integer;
update cash_counts c set through = coalesce(
    (select max(e.number) from ledger_entries e
      where e.club_id = c.club_id
        and (e.recorded_at <= c.created_at or e.id = c.entry_id or e.meeting_id = c.meeting_id)), 0);
alter table cash_counts alter column through set not null;
comment on column cash_counts.through is 'Number of the last entry when it was counted, that of the difference included.';
