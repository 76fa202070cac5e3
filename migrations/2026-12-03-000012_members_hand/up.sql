-- What a member does and sees by herself, and what the day of a meeting is to bring.

alter table loan_steps drop constraint loan_steps_known,
    add constraint loan_steps_known check (step in ('application', 'screening', 'withdrawal'));
comment on table loan_steps is 'Whether the member sent an application herself, who screened it (thẩm định) or recorded its withdrawal, when, and what was found.';

alter table meeting_resolutions add column published boolean not null default false;
comment on column meeting_resolutions.published is 'Whether the members read it with the published accounts: it names nobody''s debt or savings.';

alter table club_regulations
    add column monthly_contribution_vnd bigint,
    add column monthly_savings_vnd bigint,
    add constraint club_regulations_monthly_plausible
        check (monthly_contribution_vnd between 1 and 1000000000000 and monthly_savings_vnd between 1 and 1000000000000);
comment on column club_regulations.monthly_contribution_vnd is 'What each member contributes to the operating fund a month (hội phí), đồng; null if the regulation asks for none.';
comment on column club_regulations.monthly_savings_vnd is 'What each member saves a month (tiết kiệm định kỳ), đồng; null if the regulation asks for none.';
