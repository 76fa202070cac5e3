create table club_codes (
    commune_code text primary key,
    last_number  integer not null
);
comment on table club_codes is 'The last number given to a club under a commune code; numbers are never given twice.';

create table clubs (
    id             uuid primary key,
    code           text not null,
    name           text not null,
    folded         text not null,
    sort_key       text collate "C" not null,
    state          text not null,
    state_since    date not null,
    hamlet_id      uuid not null references units (id),
    commune_id     uuid not null references units (id),
    district_id    uuid references units (id),
    province_id    uuid not null references units (id),
    proposed_on    date not null,
    established_on date,
    launched_on    date,
    ended_on       date,
    merged_into    uuid references clubs (id),
    meeting_place  text,
    meeting_day    smallint,
    note           text,
    version        integer not null default 1,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    constraint clubs_code_unique unique (code),
    constraint clubs_state_known check (state in
        ('proposed', 'dossier_submitted', 'established', 'active', 'suspended', 'merged', 'dissolved')),
    constraint clubs_meeting_day_of_month check (meeting_day between 1 and 31),
    constraint clubs_launch_after_establishment check (launched_on >= established_on),
    constraint clubs_merged_into_another check ((state = 'merged') = (merged_into is not null) and merged_into <> id)
);
create unique index clubs_name_per_hamlet on clubs (hamlet_id, sort_key) where state not in ('merged', 'dissolved');
create index clubs_in_order on clubs (sort_key, id);
create index clubs_by_hamlet on clubs (hamlet_id, sort_key, id);
create index clubs_by_commune on clubs (commune_id, sort_key, id);
create index clubs_by_district on clubs (district_id, sort_key, id) where district_id is not null;
create index clubs_by_province on clubs (province_id, sort_key, id);
create index clubs_folded on clubs using gin (folded gin_trgm_ops);
comment on table clubs is 'A club (câu lạc bộ liên thế hệ tự giúp nhau). It keeps its id for life; its place columns say where it lies now and are written by place_clubs alone.';
comment on column clubs.code is 'Commune code at founding and a number; never changed, never given again.';

create table club_placements (
    id         uuid primary key,
    club_id    uuid not null references clubs (id),
    hamlet_id  uuid not null references units (id),
    is_main    boolean not null,
    valid_from date not null,
    valid_to   date,
    constraint club_placements_validity_ordered check (valid_to >= valid_from),
    constraint club_placements_one_main exclude using gist
        (club_id with =, daterange(valid_from, valid_to, '[]') with &&) where (is_main),
    constraint club_placements_hamlet_once exclude using gist
        (club_id with =, hamlet_id with =, daterange(valid_from, valid_to, '[]') with &&)
);
create index club_placements_by_hamlet on club_placements (hamlet_id);
comment on table club_placements is 'Which hamlets a club serves, and in which it is at home, each for its dates.';

-- Makes the clubs' place columns say where they lie on a day, and returns how many had to change.
create function place_clubs(on_day date) returns bigint language sql as $$
    with placed as (
        update clubs c
           set hamlet_id = v.unit_id, commune_id = v.commune_id, district_id = v.district_id,
               province_id = v.province_id, version = c.version + 1, updated_at = now()
          from club_placements p
          join unit_versions v on v.unit_id = p.hamlet_id
               and v.valid_from <= on_day and (v.valid_to is null or v.valid_to >= on_day)
         where p.club_id = c.id and p.is_main
           and p.valid_from <= on_day and (p.valid_to is null or p.valid_to >= on_day)
           and (c.hamlet_id, c.commune_id, c.province_id) is distinct from (v.unit_id, v.commune_id, v.province_id)
        returning 1)
    select count(*) from placed
$$;

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

create table club_regulations (
    id             uuid primary key,
    club_id        uuid not null references clubs (id),
    number         integer not null,
    adopted_on     date not null,
    effective_from date not null,
    body           text not null,
    created_at     timestamptz not null default now(),
    constraint club_regulations_number_once unique (club_id, number),
    constraint club_regulations_one_a_day unique (club_id, effective_from),
    constraint club_regulations_adopted_first check (adopted_on <= effective_from)
);
comment on table club_regulations is 'Versions of a club''s own regulation (Quy chế). The one in force on a day is the latest that took effect by then.';
