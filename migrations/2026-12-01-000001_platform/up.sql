-- What every wing stands on: the change log, the promise that a request is done once, and who saw whose personal data.
-- Tables: changes, idempotency_keys, personal_data_reads.

create extension if not exists btree_gist;
create extension if not exists pg_trgm;

create table changes (
    seq        bigint generated always as identity primary key,
    txid       bigint not null default (pg_current_xact_id()::text::bigint),
    at         timestamptz not null default now(),
    actor_id   uuid not null,
    acting_for uuid,
    request_id uuid not null,
    action     text not null,
    entity     text not null,
    entity_id  uuid not null,
    club_id    uuid,
    unit_id    uuid,
    version    integer,
    difference jsonb not null
);
create index changes_by_club on changes (club_id, seq) where club_id is not null;
create index changes_by_entity on changes (entity_id, seq);
comment on table changes is 'Every change, written in its own transaction; never updated. Personal data are named, not shown.';
comment on column changes.txid is 'Readers of the feed stop at the oldest running transaction, so that none misses a late commit.';
comment on column changes.acting_for is 'For whom the actor stood in, where every right she had for it was a deputy''s.';

create table idempotency_keys (
    user_id     uuid not null,
    key         text not null,
    fingerprint bytea not null,
    reply       bytea,
    created_at  timestamptz not null default now(),
    primary key (user_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
comment on column idempotency_keys.reply is 'The first reply, encrypted: it may hold personal data.';

-- Persons and clubs belong to the register, whose baseline adds that these are of them.
create table personal_data_reads (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    user_id    uuid not null,
    request_id uuid not null,
    person_id  uuid not null,
    club_id    uuid not null,
    tier       smallint not null
);
create index personal_data_reads_by_person on personal_data_reads (person_id, id);
comment on table personal_data_reads is 'Who read sensitive data (tier 3) or identifiers (tier 4) of whom, and when.';
