create table loans (
    id                  uuid primary key,
    club_id             uuid not null references clubs (id),
    member_id           uuid not null references memberships (id),
    number              integer not null,
    state               text not null,
    purpose             text not null,
    requested_vnd       bigint not null,
    requested_months    smallint not null,
    grace_months        smallint not null default 0,
    due_dates           date[],
    applied_on          date not null,
    screened_on         date,
    regulation_id       uuid references club_regulations (id),
    contract            jsonb,
    principal_vnd       bigint,
    decided_on          date,
    decided_by          uuid,
    disbursed_on        date,
    disbursed_by        uuid,
    carried_over        boolean not null default false,
    schedule_number     smallint not null default 0,
    reschedules         smallint not null default 0,
    outstanding_vnd     bigint not null default 0,
    repaid_vnd          bigint not null default 0,
    written_off_vnd     bigint not null default 0,
    recovered_vnd       bigint not null default 0,
    late_since          date,
    frozen_until        date,
    closed_on           date,
    recorded_by         uuid not null,
    version             integer not null default 1,
    created_at          timestamptz not null default now(),
    constraint loans_number_once unique (club_id, number),
    constraint loans_state_known check (state in
        ('submitted', 'screened', 'approved', 'refused', 'withdrawn', 'expired', 'active', 'repaid', 'written_off')),
    constraint loans_amounts_plausible check
        (requested_vnd between 1 and 1000000000000 and principal_vnd between 1 and 1000000000000),
    constraint loans_approved_at_most_requested check (principal_vnd <= requested_vnd),
    constraint loans_months_plausible check (requested_months between 1 and 36 and grace_months between 0 and 35),
    constraint loans_principal_accounted_for check
        (disbursed_on is null or principal_vnd = repaid_vnd + outstanding_vnd + written_off_vnd),
    constraint loans_nothing_below_nothing check
        (outstanding_vnd >= 0 and repaid_vnd >= 0 and written_off_vnd >= 0 and recovered_vnd between 0 and written_off_vnd),
    constraint loans_disbursed_says_when check
        ((state in ('active', 'repaid', 'written_off')) = (disbursed_on is not null)),
    constraint loans_disbursed_by_another check (disbursed_by is null or disbursed_by <> decided_by or carried_over),
    constraint loans_closed_says_when check ((state in ('repaid', 'written_off')) = (closed_on is not null))
);
create index loans_by_club on loans (club_id, number desc);
create index loans_by_member on loans (member_id);
create index loans_open_by_club on loans (club_id) where state = 'active';
comment on table loans is 'Loans of a club to its members (vay vốn), from application to the last đồng.';
comment on column loans.contract is 'The terms, frozen: a copy of the regulation''s rules as they were when the loan was approved.';
comment on column loans.late_since is 'Due date of the oldest instalment not fully paid, moved by what a freeze excludes: days past due on a day are the days since.';
comment on column loans.decided_by is 'Who recorded the group''s decision: never the one who disburses.';

create table loan_guarantors (
    loan_id   uuid not null references loans (id),
    member_id uuid not null references memberships (id),
    primary key (loan_id, member_id)
);

create table loan_steps (
    loan_id     uuid not null references loans (id),
    step        text not null,
    on_day      date not null,
    note        text,
    recorded_by uuid not null,
    created_at  timestamptz not null default now(),
    primary key (loan_id, step),
    constraint loan_steps_known check (step in ('screening', 'withdrawal'))
);
comment on table loan_steps is 'Who screened an application (thẩm định) or recorded its withdrawal, when, and what was found.';

create table loan_decisions (
    id          uuid primary key,
    loan_id     uuid not null references loans (id),
    kind        text not null,
    outcome     text not null,
    decided_on  date not null,
    meeting_id  uuid,
    meeting     text not null,
    eligible    smallint not null,
    present     smallint not null,
    in_favour   smallint not null,
    against     smallint not null,
    reason      text,
    recorded_by uuid not null,
    created_at  timestamptz not null default now(),
    constraint loan_decisions_kind_known check (kind in ('approval', 'reschedule', 'write_off')),
    constraint loan_decisions_outcome_known check (outcome in ('approved', 'refused')),
    constraint loan_decisions_numbers_agree check
        (eligible >= present and present >= in_favour + against and in_favour >= 0 and against >= 0)
);
create index loan_decisions_by_loan on loan_decisions (loan_id, id);
create table loan_votes (
    decision_id uuid not null references loan_decisions (id),
    member_id   uuid not null references memberships (id),
    vote        text not null,
    primary key (decision_id, member_id),
    constraint loan_votes_known check (vote in ('in_favour', 'against', 'abstain'))
);
comment on table loan_votes is 'Who voted how; the borrower and her household are not among them.';

-- The schedule in force on a day is the latest that took effect by then.
create table loan_schedules (
    loan_id              uuid not null references loans (id),
    number               smallint not null,
    effective_on         date not null,
    reason               text not null,
    starts_on            date not null,
    interest_carried_vnd bigint not null default 0,
    created_at           timestamptz not null default now(),
    primary key (loan_id, number),
    constraint loan_schedules_reason_known check (reason in
        ('disbursement', 'partial_prepayment', 'reschedule', 'freeze', 'reversal', 'carried_over'))
);
create table loan_instalments (
    loan_id       uuid not null,
    schedule      smallint not null,
    number        smallint not null,
    due_on        date not null,
    principal_vnd bigint not null,
    interest_vnd  bigint not null,
    primary key (loan_id, schedule, number),
    foreign key (loan_id, schedule) references loan_schedules (loan_id, number),
    constraint loan_instalments_once_a_day unique (loan_id, schedule, due_on),
    constraint loan_instalments_not_negative check (principal_vnd >= 0 and interest_vnd >= 0)
);
comment on column loan_schedules.starts_on is 'From which day on the interest of the first instalment yet to come runs.';
comment on table loan_schedules is 'Versions of a loan''s repayment schedule (kế hoạch trả nợ).';

create table repayments (
    id              uuid primary key,
    loan_id         uuid not null references loans (id),
    club_id         uuid not null references clubs (id),
    entry_id        uuid not null references ledger_entries (id) deferrable initially deferred,
    number          integer not null,
    paid_on         date not null,
    amount_vnd      bigint not null,
    waived_vnd      bigint not null default 0,
    waived_because  text,
    schedule_number smallint not null,
    closes          boolean not null,
    recovery        boolean not null default false,
    reversed_by     uuid references ledger_entries (id) deferrable initially deferred,
    recorded_by     uuid not null,
    created_at      timestamptz not null default now(),
    constraint repayments_number_once unique (loan_id, number),
    constraint repayments_entry_once unique (entry_id),
    constraint repayments_amount_plausible check (amount_vnd between 1 and 1000000000000 and waived_vnd >= 0)
);
create index repayments_by_club on repayments (club_id, paid_on, id);
create table repayment_lines (
    repayment_id uuid not null references repayments (id),
    line         smallint not null,
    part         text not null,
    instalment   smallint not null,
    amount_vnd   bigint not null,
    primary key (repayment_id, line),
    constraint repayment_lines_part_known check (part in
        ('late_charge', 'interest', 'principal', 'advance_principal', 'recovery')),
    constraint repayment_lines_more_than_nothing check (amount_vnd > 0)
);
comment on column repayments.schedule_number is 'The version of the schedule that holds after it.';
comment on column repayments.entry_id is 'Its side of the books, posted later in the same transaction.';
comment on table repayment_lines is 'What a repayment paid, line by line, in the order in which it was allocated.';

create table loan_freezes (
    id          uuid primary key,
    loan_id     uuid not null references loans (id),
    kind        text not null,
    from_day    date not null,
    to_day      date,
    pause_id    uuid,
    reason      text,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint loan_freezes_kind_known check (kind in ('disaster', 'death')),
    constraint loan_freezes_ordered check (to_day >= from_day),
    constraint loan_freezes_once_a_day exclude using gist
        (loan_id with =, kind with =, daterange(from_day, to_day, '[]') with &&) where (pause_id is null),
    constraint loan_freezes_once_a_pause unique (loan_id, pause_id)
);
create index loan_freezes_by_pause on loan_freezes (pause_id) where pause_id is not null;
create table repayment_pauses (
    id          uuid primary key,
    unit_id     uuid not null references units (id),
    from_day    date not null,
    to_day      date not null,
    document    text not null,
    reason      text not null,
    loans       integer not null default 0,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint repayment_pauses_ordered check (to_day >= from_day),
    constraint repayment_pauses_once_a_day exclude using gist
        (unit_id with =, daterange(from_day, to_day, '[]') with &&)
);
alter table loan_freezes add foreign key (pause_id) references repayment_pauses (id);
comment on table repayment_pauses is 'After a storm or a flood: repayment pauses in a commune, by order (giãn nợ do thiên tai).';

create table write_offs (
    id          uuid primary key,
    loan_id     uuid not null references loans (id),
    club_id     uuid not null references clubs (id),
    state       text not null default 'proposed',
    amount_vnd  bigint not null,
    reason      text not null,
    proposed_on date not null,
    proposed_by uuid not null,
    decision_id uuid references loan_decisions (id),
    voted_by    uuid,
    cleared_on  date,
    cleared_by  uuid,
    objection   text,
    entry_id    uuid references ledger_entries (id) deferrable initially deferred,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint write_offs_state_known check (state in ('proposed', 'voted', 'refused', 'objected', 'posted')),
    constraint write_offs_by_several check
        (voted_by <> proposed_by and cleared_by <> proposed_by and cleared_by <> voted_by),
    constraint write_offs_objection_says_why check ((state = 'objected') = (objection is not null)),
    constraint write_offs_posted_says_where check ((state = 'posted') = (entry_id is not null))
);
create unique index write_offs_one_at_a_time on write_offs (loan_id) where state in ('proposed', 'voted', 'posted');
create index write_offs_by_club on write_offs (club_id, id);
comment on table write_offs is 'Giving up a debt (xóa nợ): proposed, voted by two thirds of the board, not objected to by the commune association, then posted.';

create table external_loans (
    id          uuid primary key,
    club_id     uuid not null references clubs (id),
    member_id   uuid not null references memberships (id),
    lender      text not null,
    amount_vnd  bigint not null,
    lent_on     date not null,
    repaid_on   date,
    purpose     text,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint external_loans_lender_known check (lender in ('social_policy_bank', 'other')),
    constraint external_loans_amount_plausible check (amount_vnd between 1 and 1000000000000),
    constraint external_loans_ordered check (repaid_on >= lent_on)
);
create index external_loans_by_club on external_loans (club_id, lent_on, id);
comment on table external_loans is 'Loans of others to members (Ngân hàng Chính sách xã hội): known, and never mixed with those of the club.';

alter table ledger_lines add foreign key (loan_id) references loans (id) deferrable initially deferred;

-- Brings since when loans are late, and through which day they stand still, in line with their instalments,
-- their payments and their pauses, as of a day: what a single loan's file says of it, for many at once.
create function settle_lateness(which uuid[], on_day date) returns bigint language sql as $$
    with settled as (
    update loans n
       set late_since = d.due_on + p.days, frozen_until = h.through, version = n.version + 1
      from loans o
      -- the oldest instalment that is not fully paid
      cross join lateral (
           select min(i.due_on) as due_on
             from loan_instalments i
             left join (select l.instalment,
                               sum(l.amount_vnd) filter (where l.part = 'principal') as principal_vnd,
                               sum(l.amount_vnd) filter (where l.part = 'interest') as interest_vnd
                          from repayments r join repayment_lines l on l.repayment_id = r.id
                         where r.loan_id = o.id and r.reversed_by is null and not r.recovery and r.paid_on <= on_day
                         group by l.instalment) paid on paid.instalment = i.number
            where i.loan_id = o.id and i.schedule = o.schedule_number
              and (i.principal_vnd > coalesce(paid.principal_vnd, 0)
                   or i.interest_vnd > coalesce(paid.interest_vnd, 0))) d
      -- the last day that is known to be paused, of the pauses that have begun
      cross join lateral (
           select greatest(d.due_on, max(f.to_day) filter (where f.from_day <= on_day)) as last_day,
                  max(coalesce(f.to_day, date '2199-12-31'))
                      filter (where on_day between f.from_day and coalesce(f.to_day, on_day)) as through,
                  range_agg(daterange(f.from_day, f.to_day, '[]')) as paused
             from loan_freezes f where f.loan_id = o.id) h
      -- how many days since were paused, each counted once
      cross join lateral (
           select coalesce(sum(upper(r) - lower(r)), 0)::int as days
             from unnest(h.paused * datemultirange(daterange(d.due_on, h.last_day, '(]'))) r) p
     where n.id = o.id and o.id = any (which) and o.state = 'active' and d.due_on is not null
       and (n.late_since, n.frozen_until) is distinct from (d.due_on + p.days, h.through)
    returning 1)
    select count(*) from settled
$$;
