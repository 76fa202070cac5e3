-- What an organisation or a club said about an indicator in a document. It stands beside what is computed and never
-- replaces it: published totals turn out to be so many clubs times seventy.
create table declared_figures (
    id          uuid primary key,
    unit_id     uuid references units (id),
    club_id     uuid references clubs (id),
    indicator   text not null,
    since       date not null,
    until       date not null,
    numerator   bigint not null,
    denominator bigint,
    document    text not null,
    declared_by text not null,
    declared_on date not null,
    note        text,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint declared_figures_one_place check (num_nonnulls(unit_id, club_id) <= 1),
    constraint declared_figures_days_ordered check (since <= until),
    constraint declared_figures_numbers_plausible check (
        numerator between -1000000000000000 and 1000000000000000
        and (denominator is null or denominator between 1 and 1000000000000000))
);
create unique index declared_figures_once_a_document on declared_figures
    (unit_id, club_id, indicator, since, until, document) nulls not distinct;
create index declared_figures_by_unit on declared_figures (unit_id, id desc) where unit_id is not null;
create index declared_figures_by_club on declared_figures (club_id, id desc) where club_id is not null;
create index declared_figures_of_the_nation on declared_figures (id desc) where unit_id is null and club_id is null;
comment on table declared_figures is 'Số liệu tự báo cáo: of a unit, of a club, or of the nation where neither is named.';
