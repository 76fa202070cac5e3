-- What is undone by two people: beside an entry of the books also a reschedule and a write-off. And a write-off is posted
-- by the club's bookkeeper once the commune association has cleared it.

alter table reversals
    add column subject text not null default 'entry',
    add column loan_id uuid references loans (id),
    add column schedule_number smallint,
    add column write_off_id uuid references write_offs (id),
    alter column entry_id drop not null,
    drop constraint reversals_approved_posts,
    add constraint reversals_of_a_schedule foreign key (loan_id, schedule_number)
        references loan_schedules (loan_id, number),
    add constraint reversals_subject_known check (subject in ('entry', 'reschedule', 'write_off')),
    add constraint reversals_subject_whole check (
        (subject <> 'reschedule') = (entry_id is not null) and (subject <> 'entry') = (loan_id is not null)
        and (subject = 'reschedule') = (schedule_number is not null) and (subject = 'write_off') = (write_off_id is not null)),
    add constraint reversals_approved_posts check
        ((state = 'approved' and subject <> 'reschedule') = (reversed_by is not null));
create unique index reversals_one_of_a_schedule on reversals (loan_id, schedule_number)
    where subject = 'reschedule' and state in ('requested', 'approved');
comment on table reversals is 'Requests to undo an entry (bút toán đảo), a reschedule or a write-off: one asks, another person approves.';
comment on column reversals.entry_id is 'The entry that is undone; of a write-off, its entry; null for a reschedule, which posts nothing.';
comment on column reversals.schedule_number is 'The version of the loan''s schedule that a reschedule drew up.';

alter table loan_schedules
    drop constraint loan_schedules_reason_known,
    add constraint loan_schedules_reason_known check (reason in
        ('disbursement', 'partial_prepayment', 'reschedule', 'freeze', 'reversal', 'carried_over', 'reschedule_undone'));

alter table write_offs
    add column document text,
    drop constraint write_offs_state_known,
    add constraint write_offs_state_known check
        (state in ('proposed', 'voted', 'refused', 'objected', 'cleared', 'posted', 'undone')),
    drop constraint write_offs_posted_says_where,
    add constraint write_offs_posted_says_where check ((state in ('posted', 'undone')) = (entry_id is not null));
drop index write_offs_one_at_a_time;
create unique index write_offs_one_at_a_time on write_offs (loan_id)
    where state in ('proposed', 'voted', 'cleared', 'posted');
comment on table write_offs is 'Giving up a debt (xóa nợ): proposed, voted by two thirds of the board, cleared by the commune association, then posted by the club.';
comment on column write_offs.document is 'Number of the commune association''s letter.';
