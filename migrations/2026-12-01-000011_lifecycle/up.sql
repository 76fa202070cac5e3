-- Acts that cross wings: the steps of a club, and reforms of the territory.
-- Tables: club_transitions, admin_changes, admin_change_choices, admin_change_images.

create table club_transitions (
    id              uuid primary key,
    club_id         uuid not null references clubs (id),
    event           text not null,
    from_state      text not null,
    to_state        text not null,
    occurred_on     date not null,
    decision_number text,
    decision_date   date,
    authority       text,
    listed_members  integer,
    reason          text,
    created_at      timestamptz not null default now(),
    constraint club_transitions_event_known check (event in
        ('dossier', 'return', 'establishment', 'launch', 'suspension', 'resumption', 'merger', 'dissolution')),
    constraint club_transitions_authority_known check (authority in
        ('commune_committee', 'district_committee', 'province_committee', 'elderly_association', 'other'))
);
create index club_transitions_by_club on club_transitions (club_id, id);
comment on table club_transitions is 'The steps in the life of a club, each with its day, its decision and its reason.';
comment on column club_transitions.listed_members is 'How many members the establishment decision lists; what it says, not what is counted.';

-- Reforms of the territory as acts (sắp xếp đơn vị hành chính): drafted by one, applied by another, and undone exactly.
create table admin_changes (
    id              uuid primary key,
    province_id     uuid references units (id),
    title           text not null,
    legal_document  text not null,
    effective_on    date not null,
    operations      jsonb not null,
    state           text not null default 'draft',
    drafted_by      uuid not null references users (id),
    applied_by      uuid references users (id),
    applied_at      timestamptz,
    reversed_by     uuid references users (id),
    reversed_at     timestamptz,
    reversal_reason text,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    constraint admin_changes_state_known check (state in ('draft', 'applied', 'reversed', 'withdrawn')),
    constraint admin_changes_two_persons check (applied_by <> drafted_by),
    constraint admin_changes_applied_says_who
        check ((applied_by is not null and applied_at is not null) = (state in ('applied', 'reversed'))),
    constraint admin_changes_reversed_says_who
        check ((reversed_by is not null and reversed_at is not null and reversal_reason is not null) = (state = 'reversed'))
);
create index admin_changes_by_province on admin_changes (province_id, id) where province_id is not null;
comment on table admin_changes is 'An act that rearranges units: merges, splits, moves, names. Clubs and their money go through it unchanged.';
comment on column admin_changes.province_id is 'The province within which it lies; null where it is of the nation.';

create table admin_change_choices (
    change_id uuid not null references admin_changes (id),
    club_id   uuid not null references clubs (id),
    unit_id   uuid not null,
    chosen_by uuid not null references users (id),
    primary key (change_id, club_id)
);
comment on table admin_change_choices is 'Where a club goes whose hamlet or commune is divided. The unit may begin only with the act.';

-- Every row that an act writes, as it was and as it is: so that a reversal gives back the same rows and no others.
create table admin_change_images (
    id         bigint generated always as identity primary key,
    change_id  uuid not null references admin_changes (id),
    table_name text not null,
    was        jsonb,
    became     jsonb
);
create index admin_change_images_by_change on admin_change_images (change_id, id);
