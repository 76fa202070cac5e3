alter table club_regulations
    drop constraint club_regulations_monthly_plausible,
    drop column monthly_savings_vnd,
    drop column monthly_contribution_vnd;
alter table meeting_resolutions drop column published;
-- of an application that a member sent herself is then not known any more that she did
delete from loan_steps where step = 'application';
alter table loan_steps drop constraint loan_steps_known,
    add constraint loan_steps_known check (step in ('screening', 'withdrawal'));
comment on table loan_steps is 'Who screened an application (thẩm định) or recorded its withdrawal, when, and what was found.';
