alter table loan_schedules
    drop column entry_id,
    drop column arrears_class,
    drop column counts_days,
    drop column interest_early_end_vnd;
comment on column loan_schedules.interest_carried_vnd is null;
