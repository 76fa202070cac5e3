-- Reports up the chain. Periods are data: a scheme says from when to when, and when each level has to be done.
create table period_schemes (
    code    text primary key,
    name_vi text not null,
    name_en text not null,
    source  text not null
);
insert into period_schemes values
    ('calendar', 'Theo năm dương lịch', 'Calendar halves and years',
     'Theo năm dương lịch: 01/01-30/6, 01/7-31/12'),
    ('state', 'Theo chế độ báo cáo định kỳ của cơ quan nhà nước', 'Closing days of periodic reports of state agencies',
     'Thông tư 09/2019/TT-NHNN; Nghị định 09/2019/NĐ-CP: chốt số liệu 14/6 và 14/12');

create table report_periods (
    id           uuid primary key,
    scheme       text not null references period_schemes (code),
    kind         text not null,
    year         smallint not null,
    label        text not null,
    since        date not null,
    until        date not null,
    due_club     smallint not null default 2,
    due_commune  smallint not null default 5,
    due_province smallint not null default 10,
    due_nation   smallint not null default 20,
    created_at   timestamptz not null default now(),
    constraint report_periods_kind_known check (kind in ('half_year', 'year', 'quarter', 'month', 'programme')),
    constraint report_periods_ordered check (since <= until),
    constraint report_periods_due_plausible check (due_club between 0 and 366 and due_commune between 0 and 366
        and due_province between 0 and 366 and due_nation between 0 and 366),
    constraint report_periods_overlap exclude using gist
        (scheme with =, kind with =, daterange(since, until, '[]') with &&)
);
create index report_periods_in_order on report_periods (until desc, id);
comment on column report_periods.until is 'The cut-off (ngày chốt số liệu); the due columns count the days from there.';

insert into report_periods (id, scheme, kind, year, label, since, until)
select overlay(overlay(md5(concat_ws(' ', 'report period', p.scheme, p.kind, p.since)) placing '8' from 13) placing 'a' from 17)::uuid,
       p.scheme, p.kind, p.year, p.label, p.since, p.until
  from generate_series(2024, 2035) y (year)
  cross join lateral (values
    ('calendar', 'year', year, 'Năm ' || year, make_date(year, 1, 1), make_date(year, 12, 31)),
    ('calendar', 'half_year', year, '6 tháng đầu năm ' || year, make_date(year, 1, 1), make_date(year, 6, 30)),
    ('calendar', 'half_year', year, '6 tháng cuối năm ' || year, make_date(year, 7, 1), make_date(year, 12, 31)),
    ('calendar', 'quarter', year, 'Quý I năm ' || year, make_date(year, 1, 1), make_date(year, 3, 31)),
    ('calendar', 'quarter', year, 'Quý II năm ' || year, make_date(year, 4, 1), make_date(year, 6, 30)),
    ('calendar', 'quarter', year, 'Quý III năm ' || year, make_date(year, 7, 1), make_date(year, 9, 30)),
    ('calendar', 'quarter', year, 'Quý IV năm ' || year, make_date(year, 10, 1), make_date(year, 12, 31)),
    ('state', 'year', year, 'Năm ' || year, make_date(year - 1, 12, 15), make_date(year, 12, 14)),
    ('state', 'half_year', year, '6 tháng đầu năm ' || year, make_date(year - 1, 12, 15), make_date(year, 6, 14)),
    ('state', 'half_year', year, '6 tháng cuối năm ' || year, make_date(year, 6, 15), make_date(year, 12, 14)),
    ('state', 'quarter', year, 'Quý I năm ' || year, make_date(year - 1, 12, 15), make_date(year, 3, 14)),
    ('state', 'quarter', year, 'Quý II năm ' || year, make_date(year, 3, 15), make_date(year, 6, 14)),
    ('state', 'quarter', year, 'Quý III năm ' || year, make_date(year, 6, 15), make_date(year, 9, 14)),
    ('state', 'quarter', year, 'Quý IV năm ' || year, make_date(year, 9, 15), make_date(year, 12, 14))
  ) p (scheme, kind, year, label, since, until);

-- Something asked for by an upper level, beyond the periods (báo cáo đột xuất).
create table report_requests (
    id           uuid primary key,
    unit_id      uuid references units (id),
    title        text not null,
    questions    text[] not null,
    indicators   text[] not null,
    period_id    uuid not null references report_periods (id),
    programme    text,
    line         text not null,
    due_on       date not null,
    requested_on date not null,
    requested_by uuid not null,
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint report_requests_line_known check (line in ('elderly_association', 'peoples_committee', 'social_office')),
    constraint report_requests_asks_something check (cardinality(questions) + cardinality(indicators) > 0)
);
create index report_requests_by_unit on report_requests (unit_id, id desc);
comment on column report_requests.unit_id is 'For which place it was asked: null for the nation.';

create table reports (
    id              uuid primary key,
    club_id         uuid references clubs (id),
    unit_id         uuid references units (id),
    commune_id      uuid references units (id),
    district_id     uuid references units (id),
    province_id     uuid references units (id),
    level           text not null,
    line            text not null,
    programme       text,
    period_id       uuid not null references report_periods (id),
    regime          text not null,
    request_id      uuid references report_requests (id),
    edition         smallint not null default 1,
    supersedes      uuid references reports (id),
    superseded      boolean not null default false,
    state           text not null default 'open',
    due_on          date not null,
    opened_on       date not null,
    submitted_on    date,
    accepted_on     date,
    sealed_on       date,
    drawn_up_by     uuid[] not null default '{}',
    submitted_by    uuid,
    consolidated_on date,
    children_due    integer,
    children_sealed integer,
    clubs_due       integer,
    clubs_covered   integer,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    constraint reports_level_known check (level in ('club', 'commune', 'province', 'nation')),
    constraint reports_one_reporter check (case level when 'club' then club_id is not null and unit_id is null
        when 'nation' then club_id is null and unit_id is null else club_id is null and unit_id is not null end),
    constraint reports_line_known check (line in ('elderly_association', 'peoples_committee', 'social_office')),
    constraint reports_regime_known check (regime in ('half_year', 'year', 'ad_hoc', 'mid_term', 'final')),
    constraint reports_state_known check (state in ('open', 'draft', 'submitted', 'returned', 'accepted', 'sealed')),
    constraint reports_sealed_says_when check ((state = 'sealed') = (sealed_on is not null)),
    constraint reports_superseded_was_sealed check (not superseded or state = 'sealed')
);
-- Of each report one edition is being worked on, and one stands.
create unique index reports_edition_once on reports (coalesce(club_id, unit_id, '00000000-0000-0000-0000-000000000000'),
    line, coalesce(programme, ''), period_id, regime, coalesce(request_id, '00000000-0000-0000-0000-000000000000'), edition);
create unique index reports_one_at_work on reports (coalesce(club_id, unit_id, '00000000-0000-0000-0000-000000000000'),
    line, coalesce(programme, ''), period_id, regime, coalesce(request_id, '00000000-0000-0000-0000-000000000000'))
    where state <> 'sealed';
create unique index reports_one_stands on reports (coalesce(club_id, unit_id, '00000000-0000-0000-0000-000000000000'),
    line, coalesce(programme, ''), period_id, regime, coalesce(request_id, '00000000-0000-0000-0000-000000000000'))
    where state = 'sealed' and not superseded;
create index reports_by_club on reports (club_id, id desc) where club_id is not null;
create index reports_by_club_due on reports (club_id, due_on) where club_id is not null;
create index reports_by_unit on reports (unit_id, id desc) where unit_id is not null;
create index reports_by_commune on reports (commune_id, level, id desc);
create index reports_by_province on reports (province_id, level, id desc);
create index reports_by_level on reports (level, id desc);
create index reports_by_period on reports (period_id, level, province_id, commune_id);
create index reports_by_request on reports (request_id, id) where request_id is not null;
comment on table reports is 'A report (báo cáo) of a club or an organisation for a period. Where it lay is as of the end of the period.';
comment on column reports.edition is 'A correction after sealing is another edition; the row''s own version counts its changes.';
comment on column reports.submitted_on is 'When this edition was first submitted: what counts for being in time.';
comment on column reports.drawn_up_by is 'Everybody who put something into it; none of them approves it.';

create table report_cells (
    report_id                uuid not null references reports (id),
    indicator                text not null,
    definition_version       smallint not null,
    numerator                bigint,
    denominator              bigint,
    consolidated_numerator   bigint,
    consolidated_denominator bigint,
    declared_numerator       bigint,
    declared_denominator     bigint,
    explanation              text,
    primary key (report_id, indicator),
    constraint report_cells_declared_plausible check (declared_numerator between 0 and 1000000000000000
        and coalesce(declared_denominator, 0) between 0 and 1000000000000000 or declared_numerator is null),
    constraint report_cells_declared_whole check (declared_numerator is not null or declared_denominator is null)
);
comment on column report_cells.numerator is 'As computed from the records of the reporter''s own clubs, when it was last drafted.';
comment on column report_cells.consolidated_numerator is 'As the sealed reports of those below add up to.';

create table report_sections (
    report_id uuid not null references reports (id),
    section   text not null,
    body      text not null,
    primary key (report_id, section),
    constraint report_sections_known check (section in ('direction', 'targets', 'results', 'resources',
        'communication', 'funds', 'assessment', 'next_period', 'proposals', 'answers'))
);

create table report_steps (
    report_id uuid not null references reports (id),
    number    integer not null,
    step      text not null,
    role      text not null,
    done_by   uuid not null,
    done_on   date not null,
    primary key (report_id, number),
    constraint report_steps_known check (step in ('opened', 'drafted', 'consolidated', 'submitted', 'withdrawn',
        'returned', 'accepted', 'approved', 'corrected'))
);

create table report_returns (
    id          uuid primary key,
    report_id   uuid not null references reports (id),
    returned_on date not null,
    position    smallint not null,
    indicator   text,
    section     text,
    reason      text not null,
    constraint report_returns_one_place check (indicator is null or section is null)
);
create index report_returns_by_report on report_returns (report_id, returned_on, position);

create table report_children (
    report_id uuid not null references reports (id),
    place_id  uuid not null,
    child_id  uuid references reports (id),
    name      text not null,
    clubs     integer not null,
    standing  text not null,
    primary key (report_id, place_id),
    constraint report_children_standing_known check (standing in ('included', 'late', 'pending', 'missing'))
);
create index report_children_by_child on report_children (child_id);
comment on column report_children.place_id is 'The club, commune or province whose report it should be.';

create table report_deliveries (
    id           uuid primary key,
    report_id    uuid not null references reports (id),
    line         text not null,
    level        text not null,
    unit_id      uuid references units (id),
    delivered_on date not null,
    received_on  date,
    constraint report_deliveries_level_known check (level in ('commune', 'province', 'nation'))
);
create index report_deliveries_by_report on report_deliveries (report_id);

create table report_snapshots (
    report_id    uuid primary key references reports (id),
    body         text not null,
    content_hash text not null,
    sealed_on    date not null,
    constraint report_snapshots_hash_shape check (content_hash ~ '^[0-9a-f]{64}$')
);
comment on table report_snapshots is 'What was approved, byte for byte.';
create trigger report_snapshots_never_change before update or delete or truncate on report_snapshots
    for each statement execute function refuse_to_rewrite();

-- What is sealed stays as it is: cells, sections and children too.
create function refuse_what_is_sealed() returns trigger language plpgsql as $$
begin
    if exists (select from report_snapshots s where s.report_id = coalesce(new.report_id, old.report_id)) then
        raise exception 'a sealed report is not changed' using errcode = 'check_violation', constraint = 'reports_sealed_stay';
    end if;
    return coalesce(new, old);
end $$;
create trigger report_cells_sealed_stay before insert or update or delete on report_cells
    for each row execute function refuse_what_is_sealed();
create trigger report_sections_sealed_stay before insert or update or delete on report_sections
    for each row execute function refuse_what_is_sealed();
create trigger report_children_sealed_stay before insert or update or delete on report_children
    for each row execute function refuse_what_is_sealed();

-- Báo cáo đúng hạn: how many reports clubs had to hand in in a time, and how many of them they did by their day. A
-- correction is not due again.
create function club_reports_on(which uuid[], since date, day date)
    returns table (club_id uuid, due integer, in_time integer) language sql stable as $$
    select r.club_id, count(*)::integer, (count(*) filter (where r.submitted_on <= r.due_on))::integer
      from reports r
     where r.club_id = any (which) and r.edition = 1 and r.due_on between since and day
     group by r.club_id
$$;
