-- An account belongs to the human being who set its password: one-time codes (mã kích hoạt) instead of passwords that
-- somebody else chose; and what a session must remember so that a lost reply does not end it.

create table account_codes (
    id         uuid primary key,
    user_id    uuid not null references users (id),
    purpose    text not null,
    person_id  uuid references persons (id),
    code_hash  bytea not null,
    issued_by  uuid not null,
    issued_at  timestamptz not null default now(),
    expires_at timestamptz not null,
    tries      integer not null default 0,
    used_at    timestamptz,
    voided_at  timestamptz,
    constraint account_codes_purpose_known check (purpose in ('activation', 'reset', 'link')),
    constraint account_codes_link_says_whom check (purpose <> 'link' or person_id is not null),
    constraint account_codes_tries_bounded check (tries between 0 and 10),
    constraint account_codes_ended_once check (used_at is null or voided_at is null)
);
-- one that sets a password and one that links, at most
create unique index account_codes_one_open on account_codes (user_id, (purpose = 'link'))
    where used_at is null and voided_at is null;
create index account_codes_by_user on account_codes (user_id, issued_at);
comment on table account_codes is 'One-time codes that are handed over on paper. Of a code only a keyed hash is kept.';
comment on column account_codes.person_id is 'Whom the account is linked with when the code is redeemed.';
comment on column account_codes.issued_by is 'The account that made it; the nil UUID is an operator on the server itself.';
comment on column account_codes.tries is 'Wrong codes that were tried against this one: the tenth voids it.';

alter table users
    add column person_confirmed_at timestamptz,
    add constraint users_confirmed_who check (person_confirmed_at is null or person_id is not null);
comment on column users.person_confirmed_at is 'When the person confirmed by a code that the account is hers.';
-- one account that can be used for each person
create unique index users_one_for_a_person on users (person_id)
    where person_confirmed_at is not null and kind = 'person' and disabled_at is null;

alter table refresh_tokens
    add column successor_id   uuid,
    add column repeated_at    timestamptz,
    add column client_hash    bytea,
    add column household_hash bytea;
comment on column refresh_tokens.successor_id is 'The token that was given for this one. Its text is computed from this one''s and kept nowhere.';
comment on column refresh_tokens.repeated_at is 'When it was sent a second time and got the same successor, for the first reply was lost.';
comment on column refresh_tokens.client_hash is 'A keyed hash of what the client calls itself (User-Agent), for this family alone.';
comment on column refresh_tokens.household_hash is 'A keyed hash of the address it was given to (of IPv6 the first 64 bits), for this account alone.';

create index changes_of_accounts on changes (seq) where entity in ('user', 'assignment');
