comment on column loan_freezes.to_day is null;
comment on column repayment_pauses.loans is null;
alter table repayment_pauses
    drop constraint repayment_pauses_ended_whole,
    drop constraint repayment_pauses_ended_early,
    drop column ended_because,
    drop column ended_document,
    drop column planned_to;
