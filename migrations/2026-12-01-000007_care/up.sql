-- Care and health (chăm sóc, sức khỏe): tier 3 throughout.
-- Tables: volunteers, care_cases, care_case_states, care_case_volunteers, care_visits, care_visit_volunteers, referrals;
-- health_events, health_invitations, health_results, insurance_supports.

create table volunteers (
    id          uuid primary key,
    club_id     uuid not null references clubs (id),
    member_id   uuid not null references memberships (id),
    since       date not null,
    until       date,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint volunteers_dates_ordered check (until >= since)
);
create unique index volunteers_once on volunteers (member_id) where until is null;
create index volunteers_by_club on volunteers (club_id, since, id);
comment on table volunteers is 'Members who care for others at home (tình nguyện viên chăm sóc tại nhà), each for her time.';

-- Whom the club cares for at home: a member, or somebody else of the hamlet.
create table care_cases (
    id                uuid primary key,
    club_id           uuid not null references clubs (id),
    person_id         uuid not null references persons (id),
    member_id         uuid references memberships (id),
    number            integer not null,
    state             text not null,
    state_since       date not null,
    need              text not null,
    needs             text,
    visit_every_days  smallint not null,
    started_on        date,
    ended_on          date,
    close_reason      text,
    last_visit_on     date,
    next_due_on       date generated always as
        (case when state = 'active' then coalesce(last_visit_on, started_on) + visit_every_days end) stored,
    recorded_by       uuid not null,
    version           integer not null default 1,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    constraint care_cases_number_once unique (club_id, number),
    constraint care_cases_state_known check (state in ('proposed', 'active', 'paused', 'closed')),
    constraint care_cases_need_known check (need in ('light', 'moderate', 'heavy')),
    constraint care_cases_rhythm_plausible check (visit_every_days between 1 and 90),
    constraint care_cases_close_reason_known check (close_reason in
        ('recovered', 'moved', 'died', 'consent_withdrawn', 'other')),
    constraint care_cases_closed_says_why check
        ((state = 'closed') = (ended_on is not null) and (state = 'closed') = (close_reason is not null)),
    constraint care_cases_dates_ordered check (ended_on >= started_on)
);
create unique index care_cases_one_open on care_cases (person_id) where state <> 'closed';
create index care_cases_by_club on care_cases (club_id, state, number);
create index care_cases_by_due on care_cases (club_id, next_due_on) where next_due_on is not null;
comment on column care_cases.needs is 'What she needs, in words: tier 3.';
comment on column care_cases.next_due_on is 'When somebody should visit her next, while she is being cared for.';

-- Every state a case was in, each for its dates: whether a visit that is entered late fell into the care.
create table care_case_states (
    case_id    uuid not null references care_cases (id),
    state      text not null,
    valid_from date not null,
    valid_to   date,
    primary key (case_id, valid_from, state)
);

create table care_case_volunteers (
    case_id      uuid not null references care_cases (id),
    volunteer_id uuid not null references volunteers (id),
    since        date not null,
    until        date,
    primary key (case_id, volunteer_id, since),
    constraint care_case_volunteers_dates_ordered check (until >= since)
);
create unique index care_case_volunteers_once on care_case_volunteers (case_id, volunteer_id) where until is null;
create index care_case_volunteers_by_volunteer on care_case_volunteers (volunteer_id) where until is null;

create table care_visits (
    id          uuid primary key,
    case_id     uuid not null references care_cases (id),
    club_id     uuid not null references clubs (id),
    visited_on  date not null,
    starts_at   time,
    minutes     smallint not null,
    services    text[] not null,
    note        text,
    warnings    text[] not null default '{}',
    recorded_by uuid not null,
    recorded_at timestamptz,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint care_visits_minutes_plausible check (minutes between 1 and 720),
    constraint care_visits_services_known check (cardinality(services) between 1 and 11 and services <@ array['company',
        'meal', 'laundry', 'cleaning', 'personal_care', 'blood_pressure', 'medicine_reminder', 'exercise', 'errands',
        'production_help', 'other']),
    constraint care_visits_warnings_known check (warnings <@ array['volunteer_elsewhere', 'late_entry', 'not_assigned'])
);
create index care_visits_by_case on care_visits (case_id, visited_on, id);
create index care_visits_by_club on care_visits (club_id, visited_on);
comment on column care_visits.note is 'Tier 3.';

create table care_visit_volunteers (
    visit_id     uuid not null references care_visits (id),
    volunteer_id uuid not null references volunteers (id),
    visited_on   date not null,
    primary key (visit_id, volunteer_id)
);
create index care_visit_volunteers_by_volunteer on care_visit_volunteers (volunteer_id, visited_on);

-- Who needs the health station is sent there. What the station finds is its own, and the member's.
create table referrals (
    id            uuid primary key,
    case_id       uuid not null references care_cases (id),
    club_id       uuid not null references clubs (id),
    visit_id      uuid references care_visits (id),
    referred_on   date not null,
    urgency       text not null,
    reason        text not null,
    state         text not null,
    state_since   date not null,
    appointment_on date,
    result_sealed bytea,
    recorded_by   uuid not null,
    answered_by   uuid,
    version       integer not null default 1,
    created_at    timestamptz not null default now(),
    constraint referrals_urgency_known check (urgency in ('routine', 'soon', 'urgent')),
    constraint referrals_state_known check (state in ('sent', 'accepted', 'seen', 'declined', 'withdrawn')),
    constraint referrals_result_when_seen check (result_sealed is null or state = 'seen')
);
create index referrals_by_club on referrals (club_id, referred_on, id);
create index referrals_by_case on referrals (case_id);
comment on column referrals.result_sealed is 'Encrypted; for the health station, the named board member and the person.';

create table health_events (
    id              uuid primary key,
    unit_id         uuid not null references units (id),
    commune_id      uuid not null references units (id),
    province_id     uuid not null references units (id),
    club_id         uuid references clubs (id),
    state           text not null,
    kind            text not null,
    title           text not null,
    provider        text not null,
    held_on         date not null,
    place           text,
    medicines       text,
    community       integer not null default 0,
    cancelled_reason text,
    recorded_by     uuid not null,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    constraint health_events_state_known check (state in ('planned', 'done', 'cancelled')),
    constraint health_events_kind_known check (kind in
        ('general_check', 'eyes', 'screening', 'blood_pressure', 'dental', 'vaccination', 'other')),
    constraint health_events_community_plausible check (community between 0 and 100000),
    constraint health_events_cancelled_says_why check ((state = 'cancelled') = (cancelled_reason is not null))
);
create index health_events_by_commune on health_events (commune_id, held_on desc, id);
create index health_events_by_province on health_events (province_id, held_on desc, id);
create index health_events_by_club on health_events (club_id) where club_id is not null;
comment on table health_events is 'Health days with the health station or a hospital (khám sức khỏe, Mắt sáng), across clubs.';
comment on column health_events.club_id is 'The club that holds it; null where the health station does.';
comment on column health_events.community is 'Persons examined who are members of no club.';

create table health_invitations (
    event_id   uuid not null references health_events (id),
    member_id  uuid not null references memberships (id),
    club_id    uuid not null references clubs (id),
    attended   boolean,
    referred   boolean not null default false,
    primary key (event_id, member_id),
    constraint health_invitations_referred_who_attended check (not referred or attended)
);
create index health_invitations_by_club on health_invitations (club_id, event_id);
create index health_invitations_by_member on health_invitations (member_id);

-- Tier 3, in a store of its own: sealed as a whole.
create table health_results (
    event_id    uuid not null,
    member_id   uuid not null,
    sealed      bytea not null,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    primary key (event_id, member_id),
    constraint health_results_of_the_invited foreign key (event_id, member_id)
        references health_invitations (event_id, member_id)
);
create index health_results_by_member on health_results (member_id);
comment on table health_results is 'What was found at a health day, encrypted: for health roles, the named board member and the member.';

create table insurance_supports (
    id          uuid primary key,
    club_id     uuid not null references clubs (id),
    member_id   uuid not null references memberships (id),
    year        smallint not null,
    covered     boolean not null,
    payer       text not null,
    amount_vnd  bigint,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint insurance_supports_once_a_year unique (member_id, year),
    constraint insurance_supports_year_plausible check (year between 2000 and 2200),
    constraint insurance_supports_payer_known check (payer in
        ('state_budget', 'member', 'family', 'club', 'association', 'sponsor', 'other')),
    constraint insurance_supports_amount_plausible check (amount_vnd between 0 and 100000000)
);
create index insurance_supports_by_club on insurance_supports (club_id, year);
comment on table insurance_supports is 'Whether a member has health insurance (BHYT) in a year, and who paid it.';
