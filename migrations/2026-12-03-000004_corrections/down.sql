update write_offs set state = 'voted', cleared_on = null, cleared_by = null where state = 'cleared';
update write_offs set state = 'refused', entry_id = null where state = 'undone';
drop index write_offs_one_at_a_time;
create unique index write_offs_one_at_a_time on write_offs (loan_id) where state in ('proposed', 'voted', 'posted');
comment on table write_offs is 'Giving up a debt (xóa nợ): proposed, voted by two thirds of the board, not objected to by the commune association, then posted.';
alter table write_offs
    drop constraint write_offs_posted_says_where,
    add constraint write_offs_posted_says_where check ((state = 'posted') = (entry_id is not null)),
    drop constraint write_offs_state_known,
    add constraint write_offs_state_known check (state in ('proposed', 'voted', 'refused', 'objected', 'posted')),
    drop column document;

update loan_schedules set reason = 'reversal' where reason = 'reschedule_undone';
alter table loan_schedules
    drop constraint loan_schedules_reason_known,
    add constraint loan_schedules_reason_known check (reason in
        ('disbursement', 'partial_prepayment', 'reschedule', 'freeze', 'reversal', 'carried_over'));

delete from reversals where subject <> 'entry';
comment on column reversals.entry_id is null;
comment on table reversals is 'Requests to undo an entry (bút toán đảo): who keeps the money asks, another person approves.';
drop index reversals_one_of_a_schedule;
alter table reversals
    drop constraint reversals_approved_posts,
    drop constraint reversals_subject_whole,
    drop constraint reversals_subject_known,
    drop constraint reversals_of_a_schedule,
    alter column entry_id set not null,
    drop column write_off_id,
    drop column schedule_number,
    drop column loan_id,
    drop column subject,
    add constraint reversals_approved_posts check ((state = 'approved') = (reversed_by is not null));
