-- Figures (số liệu): what is counted of clubs, its sums, and what is kept of past days. All but what was declared follows
-- from the tables of the other wings and is written by functions alone (schema logic).
-- Tables: club_metrics, fund_metrics, lending_metrics, repayment_metrics, activity_metrics, management_metrics,
-- standing_metrics; province_sums, commune_sums, sum_changes; past_periods, past_figures, late_entries; declared_figures.
-- The columns of the metric tables stand in the order in which the functions give them: people_on, funds_on and the like.

-- A metric row holds from the day on which it was counted. One that was counted on a later day than today, by a clock
-- that was ahead, is as stale as one that is too old: of each table the first and the last day are told by an index.

-- One row a club: the counts that higher levels sum. Written in the transaction that changes the facts.
-- Birthdays and new years change counts without any transaction: whoever reads brings rows of an earlier
-- day up to date first.
create table club_metrics (
    club_id                uuid primary key references clubs (id),
    counted_on             date not null,
    members                integer not null default 0,
    women                  integer not null default 0,
    sex_unknown            integer not null default 0,
    older                  integer not null default 0,
    older_approximate      integer not null default 0,
    birth_unknown          integer not null default 0,
    poor                   integer not null default 0,
    near_poor              integer not null default 0,
    difficult              integer not null default 0,
    ethnic_minority        integer not null default 0,
    disabled               integer not null default 0,
    lives_alone            integer not null default 0,
    applicants             integer not null default 0,
    older_women            integer not null default 0,
    from_55                integer not null default 0,
    from_80                integer not null default 0,
    joined                 integer not null default 0,
    left_club              integer not null default 0,
    households_poor_before integer not null default 0,
    households_escaped     integer not null default 0
);
create index club_metrics_by_day on club_metrics (counted_on);
comment on column club_metrics.joined is 'Since the beginning of the period: of the calendar year in this row.';
comment on column club_metrics.households_poor_before is 'Households of members that were poor when the period began.';

-- Of the money of a club: what higher levels add up of its funds, of its lending, and of how well it is repaid.
create table fund_metrics (
    club_id                  uuid primary key references clubs (id),
    has_both_funds           boolean not null,
    income_cash_vnd          bigint not null,
    income_bank_vnd          bigint not null,
    operating_cash_vnd       bigint not null,
    operating_bank_vnd       bigint not null,
    lent_vnd                 bigint not null,
    savings_vnd              bigint not null,
    pooled_vnd               bigint not null,
    seed_vnd                 bigint not null,
    contributions_vnd        bigint not null,
    donations_vnd            bigint not null,
    interest_vnd             bigint not null,
    expenses_vnd             bigint not null,
    social_help_vnd          bigint not null,
    loss_vnd                 bigint not null,
    savers                   integer not null,
    counted_on               date not null,
    valid_through            date not null,
    income_before_vnd        bigint not null default 0,
    injected_vnd             bigint not null default 0,
    operating_before_vnd     bigint not null default 0,
    seed_period_vnd          bigint not null default 0,
    contributions_period_vnd bigint not null default 0,
    donations_period_vnd     bigint not null default 0,
    interest_period_vnd      bigint not null default 0,
    expenses_period_vnd      bigint not null default 0,
    social_help_period_vnd   bigint not null default 0,
    loss_period_vnd          bigint not null default 0,
    first_funding_vnd        bigint not null default 0,
    last_on                  date
);
create index fund_metrics_by_validity on fund_metrics (valid_through);
create index fund_metrics_by_day on fund_metrics (counted_on);
comment on table fund_metrics is 'What higher levels add up of a club''s two funds.';
comment on column fund_metrics.income_before_vnd is 'The income-generation fund when the period began: the calendar year in this row.';
comment on column fund_metrics.injected_vnd is 'What came into the income-generation fund from outside in the period.';
comment on column fund_metrics.last_on is 'Day of the last entry.';
comment on column fund_metrics.first_funding_vnd is 'What the income-generation fund began with (quỹ ban đầu).';

-- Lateness is a function of the date: a row says through which day it holds if nothing is posted.
create table lending_metrics (
    club_id              uuid primary key references clubs (id),
    counted_on           date not null,
    valid_through        date not null,
    disbursed_vnd        bigint not null,
    disbursed_year_vnd   bigint not null,
    outstanding_vnd      bigint not null,
    late_vnd             bigint not null,
    late_30_vnd          bigint not null,
    late_60_vnd          bigint not null,
    late_90_vnd          bigint not null,
    rescheduled_vnd      bigint not null,
    frozen_vnd           bigint not null,
    written_off_vnd      bigint not null,
    recovered_vnd        bigint not null,
    loans_disbursed      integer not null,
    loans_disbursed_year integer not null,
    loans_open           integer not null,
    loans_late           integer not null,
    loans_late_30        integer not null,
    borrowers            integer not null,
    borrowers_late       integer not null,
    borrowers_ever       integer not null,
    borrowers_year       integer not null,
    in_need_year         integer not null,
    borrowers_late_30     integer not null,
    borrowers_late_60     integer not null,
    borrowers_late_90     integer not null,
    borrowers_rescheduled integer not null,
    borrowers_frozen      integer not null,
    borrowers_written_off integer not null,
    takers                integer not null,
    takers_year           integer not null
);
create index lending_metrics_by_validity on lending_metrics (valid_through);
create index lending_metrics_by_day on lending_metrics (counted_on);
comment on table lending_metrics is 'What higher levels add up of a club''s lending; no names and no single loans.';
comment on column lending_metrics.takers is 'Persons to whom the club ever lent, members still or not: a sum that few of them make up shows them.';
comment on column lending_metrics.borrowers_ever is 'Active members with a loan of the club since they joined.';
comment on column lending_metrics.borrowers_year is 'Active members with a loan disbursed or outstanding in the calendar year.';
comment on column lending_metrics.in_need_year is 'Active members who applied for a loan in the calendar year, or owed one in it.';

-- How well the clubs are repaid.
create table repayment_metrics (
    club_id                uuid primary key references clubs (id),
    counted_on             date not null,
    valid_through          date not null,
    due_vnd                bigint not null,
    paid_in_time_vnd       bigint not null,
    received_vnd           bigint not null,
    prepaid_vnd            bigint not null,
    arrears_before_vnd     bigint not null,
    outstanding_before_vnd bigint not null,
    written_off_period_vnd bigint not null,
    recovered_period_vnd   bigint not null
);
create index repayment_metrics_by_validity on repayment_metrics (valid_through);
create index repayment_metrics_by_day on repayment_metrics (counted_on);
comment on table repayment_metrics is 'Principal that fell due, was paid in time, was received and was given up in the period: the calendar year in these rows.';

-- One row a club: what higher levels add up of what it does. An area is active by what was done in the twelve
-- months before; everything else is of the calendar year. Written in the transaction that changes the facts.
create table activity_metrics (
    club_id               uuid primary key references clubs (id),
    counted_on            date not null,
    valid_through         date not null,
    income                smallint not null,
    health_care           smallint not null,
    home_care             smallint not null,
    self_help             smallint not null,
    rights                smallint not null,
    communication         smallint not null,
    sport_culture         smallint not null,
    resource_mobilisation smallint not null,
    all_areas             smallint not null,
    activities            integer not null,
    turns                 integer not null,
    meetings              integer not null,
    attendance            integer not null,
    volunteers            integer not null,
    care_cases            integer not null,
    care_visits           integer not null,
    checked               integer not null,
    checked_twice         integer not null,
    insured               integer not null,
    trainings             integer not null,
    training_turns        integer not null,
    exchange_visits       integer not null,
    monitoring_visits     integer not null,
    awards                integer not null,
    self_help_actions     integer not null,
    rights_cases          integer not null,
    mobilised_cash_vnd    bigint not null,
    mobilised_kind_vnd    bigint not null,
    labour_half_days      integer not null
);
create index activity_metrics_by_validity on activity_metrics (valid_through);
create index activity_metrics_by_day on activity_metrics (counted_on);
comment on table activity_metrics is 'What higher levels add up of a club''s activities; no names, and nothing of what a health day found.';
comment on column activity_metrics.all_areas is '1 if all eight areas are active, so that clubs can be added up.';

create table management_metrics (
    club_id         uuid primary key references clubs (id),
    counted_on      date not null,
    valid_through   date not null,
    running         smallint not null,
    new_club        smallint not null,
    existed_before  smallint not null,
    maintained      smallint not null,
    months          integer not null,
    expected        integer not null,
    board_valid     smallint not null,
    meets_monthly   smallint not null,
    regulated       smallint not null,
    board_trained   smallint not null,
    reports_due     integer not null,
    reports_in_time integer not null,
    last_on         date
);
create index management_metrics_by_validity on management_metrics (valid_through);
create index management_metrics_by_day on management_metrics (counted_on);
comment on table management_metrics is 'How a club is run: ones and noughts, so that clubs can be added up; the period is the calendar year in these rows.';
comment on column management_metrics.last_on is 'Day of the last meeting or activity, or of the launch.';
comment on column management_metrics.running is 'Launched and not ended: active, or suspended with its members.';
comment on column management_metrics.maintained is 'Was running when the period began, and is.';
comment on column management_metrics.expected is 'Members on the days of the meetings of the period, added up.';

-- What follows from the others, as judged() has it.
create table standing_metrics (
    club_id          uuid primary key references clubs (id),
    whole            smallint not null,
    well_managed     smallint not null,
    enough_borrowers smallint not null,
    dual_standard    smallint not null,
    self_managed     smallint not null,
    first_20m        smallint not null,
    first_30m        smallint not null,
    silent           smallint not null
);
comment on table standing_metrics is 'What a club''s other metric rows make of it; one or nought each.';
comment on column standing_metrics.whole is 'Active in all areas.';
comment on column standing_metrics.enough_borrowers is 'At least half of the members were lent to since they joined (kế hoạch 13335/KH-UBND, Đồng Nai).';
comment on column standing_metrics.silent is 'Nothing recorded in three whole months: no meeting, no activity, no entry.';
comment on column standing_metrics.self_managed is 'Both funds, under the club''s own regulation.';

-- Sums of whole provinces, so that the nation is added up from 34 places and not from 25,000 clubs. Exact in every
-- snapshot: what a transaction changes of a metric row it adds here as a difference, in the same transaction, and
-- never to a row that others change too. From time to time the differences are folded into the sums.
create table province_sums (
    province_id uuid not null references units (id),
    name        text not null,
    value       bigint not null,
    primary key (province_id, name)
) with (fillfactor = 70);
comment on table province_sums is 'Sums of the metric rows of all standing clubs of a province, but for what is in sum_changes.';

-- Sums of whole communes, as of whole provinces: a province is compared by its communes, and a commune asks for itself.
create table commune_sums (
    province_id uuid not null references units (id),
    commune_id  uuid not null references units (id),
    name        text not null,
    value       bigint not null,
    primary key (province_id, name, commune_id)
) with (fillfactor = 70);
create index commune_sums_by_commune on commune_sums (commune_id);
comment on table commune_sums is 'Sums of the metric rows of all standing clubs of a commune, but for what is in sum_changes.';

create table sum_changes (
    id          bigint generated always as identity primary key,
    province_id uuid not null,
    commune_id  uuid not null,
    name        text not null,
    value       bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on table sum_changes is 'What has to be added to province_sums and commune_sums; only ever inserted, and taken out when folded in.';

-- Figures of every day that is over are kept for a year, and those of the ends of months for five.
create table past_periods (
    since    date not null,
    day      date not null,
    asked_on date,
    wanted   boolean not null default false,
    lasting  boolean not null default false,
    complete boolean not null default false,
    primary key (since, day),
    constraint past_periods_ordered check (since <= day)
);
comment on table past_periods is 'Periods whose figures are counted and kept: of all clubs if wanted, else of those that were asked for.';
comment on column past_periods.asked_on is 'When somebody last asked for it.';
comment on column past_periods.lasting is 'Kept whether anybody asks or not.';
comment on column past_periods.complete is 'Of a period that is wanted, figures of all clubs are kept.';

-- To change a metric table, drop this table first and make it anew: it can be counted again at any time.
create table past_figures (
    since              date not null,
    day                date not null,
    club_id            uuid not null references clubs (id),
    club_metrics       club_metrics not null,
    fund_metrics       fund_metrics not null,
    lending_metrics    lending_metrics not null,
    repayment_metrics  repayment_metrics not null,
    activity_metrics   activity_metrics not null,
    management_metrics management_metrics not null,
    standing_metrics   standing_metrics not null,
    primary key (since, day, club_id),
    foreign key (since, day) references past_periods (since, day) on delete cascade
);
create index past_figures_by_club on past_figures (club_id, day);
comment on table past_figures is 'All figures of a club for a period that is over, a row a club: what figures_on counts.';

-- Whoever enters something of a day gone by says so here, and waits for nobody. What is kept of that day and all after
-- it then counts no more, until it has been counted again.
create table late_entries (
    id         bigint generated always as identity primary key,
    club_id    uuid not null,
    on_day     date not null,
    entered_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index late_entries_by_club on late_entries (club_id, on_day);
create index late_entries_by_time on late_entries (entered_at);
comment on table late_entries is 'Of which clubs something of a day gone by has been entered, and figures not yet been counted again.';

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
