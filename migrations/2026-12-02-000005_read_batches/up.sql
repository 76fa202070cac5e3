-- Lists of personal data: one row for each request and club, beside `personal_data_reads`, which has one for each person.
create table data_read_batches (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    user_id    uuid not null,
    request_id uuid not null,
    club_id    uuid references clubs (id),
    tier       smallint not null,
    kinds      text[] not null,
    rows       integer not null,
    purpose    text not null
);
create index data_read_batches_by_club on data_read_batches (club_id, id);
comment on table data_read_batches is 'Who was shown how many rows of sensitive data (tier 3) or identifiers (tier 4) of a club, and when.';
comment on column data_read_batches.club_id is 'Null where a look-up found nobody.';
comment on column data_read_batches.kinds is 'Kinds of rows, as the change log names them.';
comment on column data_read_batches.purpose is 'screen, sync, export, grant or report.';
