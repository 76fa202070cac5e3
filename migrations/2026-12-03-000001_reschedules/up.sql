-- What a schedule that replaces another has to say: what an early end cost on its first day, how it counts time, in which
-- class of arrears the board found the loan, and, of one that an undone payment brought back, the entry that undid it.
alter table loan_schedules
    add column interest_early_end_vnd bigint,
    add column counts_days boolean not null default false,
    add column arrears_class text,
    add column entry_id uuid references ledger_entries (id) deferrable initially deferred,
    add constraint loan_schedules_early_end_not_negative check (interest_early_end_vnd >= 0),
    add constraint loan_schedules_class_known check (arrears_class in
        ('current', 'days_1_to_30', 'days_31_to_60', 'days_61_to_90', 'over_90'));
comment on column loan_schedules.interest_carried_vnd is
    'Interest of the first instalment yet to come that was earned before; below nothing where it was paid ahead.';
comment on column loan_schedules.interest_early_end_vnd is
    'Interest (đồng) that an early end cost when this schedule replaced another; null for the first one.';
comment on column loan_schedules.counts_days is 'Whether days of the calendar count where the contract counts months.';
comment on column loan_schedules.arrears_class is
    'Class of arrears (nhóm nợ) in which the board found the loan; null unless it granted this schedule (gia hạn nợ).';
comment on column loan_schedules.entry_id is
    'Entry that undid a payment and so brought this schedule back; null for any other reason.';

update loan_schedules s
   set entry_id = (select e.id
                     from repayments r join ledger_entries e on e.id = r.reversed_by
                    where r.loan_id = s.loan_id and e.recorded_at >= s.created_at - interval '1 minute'
                    order by e.recorded_at limit 1)
 where s.reason = 'reversal';
