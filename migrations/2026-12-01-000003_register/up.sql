-- The register of clubs and members (sổ bộ): what a club is and where it lies, who is in it and who leads it.
-- Tables: club_codes, clubs, club_placements, places_of_day, club_moves, club_regulations; households, household_poverty, persons,
-- memberships, membership_states, consents; board_terms, board_positions.

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
create index clubs_active_by_commune on clubs (province_id, commune_id) where state = 'active';
create index clubs_ended on clubs (ended_on) where ended_on is not null;
create index clubs_running_by_commune on clubs (province_id, commune_id) where launched_on is not null and ended_on is null;
create index clubs_established on clubs (established_on) where ended_on is null;
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

-- Clubs lie where they lie on a day, and the day is known: whoever reads figures on another day places them first.
create table places_of_day (
    only_row boolean primary key generated always as (true) stored,
    day      date not null
);
comment on table places_of_day is 'The day of which the places in clubs are: one row, written by place_clubs alone.';
insert into places_of_day (day) values
    (coalesce(nullif(current_setting('lien_the_he.today', true), '')::date, (now() at time zone 'Asia/Ho_Chi_Minh')::date));

create table club_regulations (
    id             uuid primary key,
    club_id        uuid not null references clubs (id),
    number         integer not null,
    adopted_on     date not null,
    effective_from date not null,
    body           text not null,
    lending        jsonb,
    created_at     timestamptz not null default now(),
    constraint club_regulations_number_once unique (club_id, number),
    constraint club_regulations_one_a_day unique (club_id, effective_from),
    constraint club_regulations_adopted_first check (adopted_on <= effective_from)
);
comment on table club_regulations is 'Versions of a club''s own regulation (Quy chế). The one in force on a day is the latest that took effect by then.';
comment on column club_regulations.lending is 'The rules by which the club lends (Quy chế vay vốn); without them it does not.';

create table households (
    id         uuid primary key,
    hamlet_id  uuid references units (id),
    created_at timestamptz not null default now()
);

create table household_poverty (
    household_id   uuid not null references households (id),
    year           smallint not null,
    status         text not null,
    certificate_no text,
    primary key (household_id, year),
    constraint household_poverty_year_plausible check (year between 1990 and 2200),
    constraint household_poverty_status_known check (status in
        ('poor', 'near_poor', 'newly_escaped', 'difficult', 'none'))
);
comment on table household_poverty is 'Poverty status of a household (hộ nghèo, cận nghèo, mới thoát nghèo, hoàn cảnh khó khăn), by calendar year.';

create table persons (
    id                 uuid primary key,
    full_name          text not null,
    folded             text not null,
    sort_key           text collate "C" not null,
    sex                text not null,
    birth_date         date,
    birth_precision    text,
    phone              text,
    address            text,
    hamlet_id          uuid references units (id),
    household_id       uuid references households (id),
    ethnicity          text,
    lives_alone        boolean,
    disabled           boolean,
    national_id_sealed bytea,
    national_id_hash   bytea,
    insurance_sealed   bytea,
    insurance_hash     bytea,
    died_on            date,
    version            integer not null default 1,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    constraint persons_sex_known check (sex in ('female', 'male', 'other', 'unknown')),
    constraint persons_birth_precision_known check (birth_precision in ('day', 'month', 'year')),
    constraint persons_birth_whole check ((birth_date is null) = (birth_precision is null)),
    constraint persons_national_id_whole check ((national_id_sealed is null) = (national_id_hash is null)),
    constraint persons_insurance_whole check ((insurance_sealed is null) = (insurance_hash is null)),
    constraint persons_national_id_once unique (national_id_hash),
    constraint persons_insurance_once unique (insurance_hash)
);
create index persons_look_alikes on persons (folded, birth_date);
create index persons_by_household on persons (household_id) where household_id is not null;
comment on column persons.birth_date is 'Last day of what is known: 31 December where only the year is known, so that a person counts as older only when certainly so.';

create table memberships (
    id             uuid primary key,
    person_id      uuid not null references persons (id),
    club_id        uuid not null references clubs (id),
    state          text not null,
    state_since    date not null,
    applied_on     date not null,
    joined_on      date,
    ended_on       date,
    end_reason     text,
    transferred_to uuid references memberships (id),
    version        integer not null default 1,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    constraint memberships_state_known check (state in
        ('applied', 'rejected', 'active', 'suspended', 'left', 'expelled', 'deceased', 'transferred')),
    constraint memberships_joined_after_applying check (joined_on >= applied_on),
    constraint memberships_ended_after_joining check (ended_on >= coalesce(joined_on, applied_on)),
    constraint memberships_ended_says_when check
        ((state in ('rejected', 'left', 'expelled', 'deceased', 'transferred')) = (ended_on is not null)),
    constraint memberships_active_says_since_when check (state not in ('active', 'suspended') or joined_on is not null)
);
create unique index memberships_one_club_at_a_time on memberships (person_id)
    where state in ('applied', 'active', 'suspended');
create index memberships_by_club on memberships (club_id, state, id);
create index memberships_by_person on memberships (person_id);
comment on table memberships is 'A person in a club, from when to when, in which state. The API''s member is this row with its person.';

-- Every state a membership was in, each for its dates: figures on a past day are read from here.
create table membership_states (
    membership_id uuid not null references memberships (id),
    club_id       uuid not null references clubs (id),
    state         text not null,
    valid_from    date not null,
    valid_to      date,
    primary key (membership_id, valid_from, state)
);
create index membership_states_by_club on membership_states (club_id, state, valid_from);

create table consents (
    id           uuid primary key,
    person_id    uuid not null references persons (id),
    purpose      text not null,
    text_version text not null,
    method       text not null,
    given_on     date not null,
    on_behalf_by text,
    withdrawn_on date,
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint consents_purpose_known check (purpose in
        ('membership', 'health_data', 'home_care', 'identifiers', 'photographs')),
    constraint consents_method_known check (method in ('paper', 'voice', 'application', 'witness')),
    constraint consents_withdrawn_after_given check (withdrawn_on >= given_on)
);
create unique index consents_one_standing on consents (person_id, purpose) where withdrawn_on is null;
comment on table consents is 'Consent to the processing of personal data (Law 91/2025/QH15): a record, never assumed.';

create table board_terms (
    id              uuid primary key,
    club_id         uuid not null references clubs (id),
    starts_on       date not null,
    planned_end_on  date,
    ended_on        date,
    decision_number text,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    constraint board_terms_ordered check (ended_on >= starts_on and planned_end_on >= starts_on),
    constraint board_terms_one_at_a_time exclude using gist
        (club_id with =, daterange(starts_on, ended_on, '[]') with &&)
);
comment on table board_terms is 'A term of a club''s board (ban chủ nhiệm).';

create table board_positions (
    id            uuid primary key,
    term_id       uuid not null references board_terms (id),
    club_id       uuid not null references clubs (id),
    membership_id uuid not null references memberships (id),
    position      text not null,
    starts_on     date not null,
    ended_on      date,
    constraint board_positions_known check (position in
        ('chair', 'vice_chair', 'secretary', 'bookkeeper', 'treasurer', 'board_member')),
    constraint board_positions_ordered check (ended_on >= starts_on),
    constraint board_positions_one_holder exclude using gist
        (club_id with =, position with =, daterange(starts_on, ended_on, '[]') with &&)
        where (position in ('chair', 'secretary', 'bookkeeper', 'treasurer')),
    constraint board_positions_money_apart exclude using gist
        (club_id with =, membership_id with =, daterange(starts_on, ended_on, '[]') with &&)
        where (position in ('bookkeeper', 'treasurer'))
);
create index board_positions_by_term on board_positions (term_id);
create index board_positions_by_membership on board_positions (membership_id) where ended_on is null;
comment on constraint board_positions_money_apart on board_positions is 'The treasurer (thủ quỹ) is not the bookkeeper (kế toán).';

-- Where clubs moved: what a reader of the change log has to know of a club that came into its reach or left it.
create table club_moves (
    txid          bigint not null,
    seq           bigint not null,
    club_id       uuid not null references clubs (id),
    at            timestamptz not null,
    from_hamlet   uuid not null,
    from_commune  uuid not null,
    from_district uuid,
    from_province uuid not null,
    to_hamlet     uuid not null,
    to_commune    uuid not null,
    to_district   uuid,
    to_province   uuid not null,
    primary key (txid, seq)
);
create index club_moves_from_hamlet on club_moves (from_hamlet, txid, seq);
create index club_moves_from_commune on club_moves (from_commune, txid, seq);
create index club_moves_from_district on club_moves (from_district, txid, seq) where from_district is not null;
create index club_moves_from_province on club_moves (from_province, txid, seq);
create index club_moves_to_hamlet on club_moves (to_hamlet, txid, seq);
create index club_moves_to_commune on club_moves (to_commune, txid, seq);
create index club_moves_to_district on club_moves (to_district, txid, seq) where to_district is not null;
create index club_moves_to_province on club_moves (to_province, txid, seq);
create index club_moves_by_club on club_moves (club_id);
comment on table club_moves is 'Where a club lay and lies, for each entry club/moved of the change log; written by trigger alone.';
comment on column club_moves.seq is 'With txid, the entry in changes that says so.';

alter table personal_data_reads
    add constraint personal_data_reads_person_id_fkey foreign key (person_id) references persons (id),
    add constraint personal_data_reads_club_id_fkey foreign key (club_id) references clubs (id);
