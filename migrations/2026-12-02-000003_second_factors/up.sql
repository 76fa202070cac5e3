-- Second factors (xác thực bước hai), and identities at other services by which people sign in.
-- Tables: second_factors, second_factor_tries, recovery_codes, external_identities.

create table second_factors (
    id           uuid primary key,
    user_id      uuid not null references users (id),
    secret       bytea not null,
    confirmed_at timestamptz,
    created_at   timestamptz not null default now()
);
create unique index second_factors_one_confirmed on second_factors (user_id) where confirmed_at is not null;
create unique index second_factors_one_awaited on second_factors (user_id) where confirmed_at is null;
comment on table second_factors is 'Secrets for one-time codes (TOTP, RFC 6238): of each account one that counts, and one that waits for its first code.';
comment on column second_factors.secret is 'Encrypted by the application.';

create table second_factor_tries (
    second_factor_id uuid primary key references second_factors (id) on delete cascade,
    last_step        bigint not null default 0,
    failures         integer not null default 0,
    retry_at         timestamptz not null default now()
);
comment on table second_factor_tries is 'Which code counted last, for none counts twice; and how many were wrong since.';
comment on column second_factor_tries.last_step is 'Half minutes since 1970.';

create table recovery_codes (
    user_id   uuid not null references users (id),
    code_hash bytea not null,
    used_at   timestamptz,
    primary key (user_id, code_hash)
);
comment on table recovery_codes is 'Keyed hashes of the codes for who has lost the device; each is good once.';

alter table users add column second_factor_since timestamptz;
comment on column users.second_factor_since is 'Since when a second factor counts; written with it, so that a token can say whether there is one.';

create table external_identities (
    id        uuid primary key,
    user_id   uuid not null references users (id),
    issuer    text not null,
    subject   text not null,
    linked_at timestamptz not null default now(),
    constraint external_identities_once unique (issuer, subject),
    constraint external_identities_one_a_provider unique (user_id, issuer)
);
comment on table external_identities is 'Whom another service (VNeID, a ministry''s own) knows as whom: its issuer and subject of OpenID Connect.';

alter table club_regulations add column second_factor_from_vnd bigint,
    add constraint club_regulations_second_factor_plausible check (second_factor_from_vnd between 1 and 1000000000000);
comment on column club_regulations.second_factor_from_vnd is 'From this principal on, a loan is handed out with a second factor; null asks for none.';
