-- Accounts (tài khoản): who signs in, and which role she holds where and when.
-- Tables: users, assignments, refresh_tokens, sign_in_failures.

create table users (
    id            uuid primary key,
    login         text not null,
    login_key     text not null,
    kind          text not null,
    display_name  text not null,
    folded        text not null default '',
    password_hash text,
    secret_hash   bytea,
    person_id     uuid references persons (id),
    token_version integer not null default 1,
    disabled_at   timestamptz,
    version       integer not null default 1,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    constraint users_login_unique unique (login_key),
    constraint users_kind_known check (kind in ('person', 'machine')),
    constraint users_one_credential check (kind = 'person' or (secret_hash is not null and password_hash is null))
);
create index users_folded on users using gin (folded gin_trgm_ops);
comment on column users.folded is 'Display name and login without diacritics, for search; made by the application.';
comment on column users.token_version is 'Tokens that carry another number are void: raised whenever a right ends.';

create table assignments (
    id            uuid primary key,
    user_id       uuid not null references users (id),
    role          text not null,
    unit_id       uuid references units (id),
    club_id       uuid references clubs (id),
    valid_from    date not null,
    valid_to      date,
    deputy_for    uuid references assignments (id),
    acting_for    uuid references users (id),
    deputy_reason text,
    granted_by    uuid not null,
    end_reason    text,
    version       integer not null default 1,
    created_at    timestamptz not null default now(),
    constraint assignments_one_place check (unit_id is null or club_id is null),
    constraint assignments_validity_ordered check (valid_to >= valid_from),
    constraint assignments_once exclude using gist
        (user_id with =, role with =, (coalesce(unit_id, club_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =,
         daterange(valid_from, valid_to, '[]') with &&),
    constraint assignments_money_apart exclude using gist
        (user_id with =, club_id with =, role with <>, daterange(valid_from, valid_to, '[]') with &&)
        where (role in ('club_bookkeeper', 'club_treasurer')),
    -- the club names one member of its board to see health results, for a time
    constraint assignments_one_health_officer exclude using gist
        (club_id with =, daterange(valid_from, valid_to, '[]') with &&) where (role = 'club_health_officer'),
    constraint assignments_deputy_for_a_time
        check ((deputy_for is null and acting_for is null and deputy_reason is null)
            or (deputy_for <> id and acting_for <> user_id and valid_to is not null and deputy_reason is not null))
);
create index assignments_by_user on assignments (user_id);
create index assignments_by_unit on assignments (unit_id) where unit_id is not null;
create index assignments_by_club on assignments (club_id) where club_id is not null;
create index assignments_by_principal on assignments (deputy_for) where deputy_for is not null;
comment on table assignments is 'A role at a place, for its dates. A user may hold any number.';
comment on constraint assignments_money_apart on assignments is 'The treasurer (thủ quỹ) is not the bookkeeper (kế toán).';
comment on column assignments.deputy_for is 'The assignment of the one who is away, whose role is exercised meanwhile.';
comment on column assignments.acting_for is 'The one who is away.';

create table refresh_tokens (
    id         uuid primary key,
    family_id  uuid not null,
    user_id    uuid not null references users (id),
    token_hash bytea not null,
    issued_at  timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at    timestamptz,
    ended_at   timestamptz,
    constraint refresh_tokens_hash_unique unique (token_hash)
);
create index refresh_tokens_by_family on refresh_tokens (family_id);
create index refresh_tokens_by_user on refresh_tokens (user_id) where ended_at is null;

create table sign_in_failures (
    login_hash bytea primary key,
    failures   integer not null,
    retry_at   timestamptz not null
);
comment on table sign_in_failures is 'Kept by a hash of what was typed, whether or not such a user exists, so that waiting tells nothing.';
