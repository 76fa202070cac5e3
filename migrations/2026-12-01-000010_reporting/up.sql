-- Reports (báo cáo): who reports to whom, for which periods, and the reports themselves.
-- Tables: organisations, reporting_lines; period_schemes, report_periods, report_requests; reports, report_cells,
-- report_sections, report_steps, report_returns, report_children, report_deliveries, report_snapshots.

-- Organisations (tổ chức, cơ quan) stand beside the territory: roles are held at places, reports go between organisations.
create table organisations (
    id             uuid primary key,
    kind           text not null,
    level          text not null,
    unit_id        uuid references units (id),
    name           text not null,
    sort_key       text collate "C" not null,
    legal_document text,
    valid_from     date not null,
    valid_to       date,
    successor_id   uuid references organisations (id),
    version        integer not null default 1,
    created_at     timestamptz not null default now(),
    constraint organisations_kind_known check (kind in
        ('elderly_association', 'elderly_branch', 'peoples_committee', 'social_office', 'finance_office', 'health_office',
         'front', 'womens_union', 'red_cross', 'other_partner', 'national_committee', 'ministry')),
    constraint organisations_level_known check (level in ('hamlet', 'commune', 'district', 'province', 'nation')),
    constraint organisations_one_place check ((level = 'nation') = (unit_id is null)),
    constraint organisations_validity_ordered check (valid_to >= valid_from),
    constraint organisations_succeeded_by_another check (successor_id <> id and valid_to is not null or successor_id is null),
    constraint organisations_one_of_a_kind exclude using gist
        ((coalesce(unit_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =, kind with =,
         daterange(valid_from, valid_to, '[]') with &&) where (kind <> 'other_partner')
);
create index organisations_by_unit on organisations (unit_id, sort_key, id);
create index organisations_by_level on organisations (level, sort_key, id);
create index organisations_in_order on organisations (sort_key, id);
create index organisations_by_successor on organisations (successor_id) where successor_id is not null;
comment on table organisations is 'An association, an office, a committee at a place, for its dates. Of a kind there is one at a place at a time; other partners may be several.';

create table reporting_lines (
    id          uuid primary key,
    from_kind   text not null,
    from_level  text not null,
    to_kind     text not null,
    to_level    text not null,
    role        text not null,
    regime      text not null,
    province_id uuid references units (id),
    valid_from  date not null,
    valid_to    date,
    source      text not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint reporting_lines_role_known check (role in ('consolidator', 'addressee', 'information')),
    constraint reporting_lines_regime_known check (regime in ('half_year', 'year', 'ad_hoc', 'any')),
    constraint reporting_lines_level_known check (
        from_level in ('club', 'hamlet', 'commune', 'district', 'province', 'nation')
        and to_level in ('hamlet', 'commune', 'district', 'province', 'nation')),
    constraint reporting_lines_validity_ordered check (valid_to >= valid_from),
    -- half-year, year and ad hoc are one step each, and any of them is all three
    constraint reporting_lines_once exclude using gist
        (from_kind with =, from_level with =, to_kind with =, to_level with =,
         (coalesce(province_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =,
         (case regime when 'half_year' then int4range(1, 2) when 'year' then int4range(2, 3)
                      when 'ad_hoc' then int4range(3, 4) else int4range(1, 4) end) with &&,
         daterange(valid_from, valid_to, '[]') with &&)
);
create index reporting_lines_by_province on reporting_lines (province_id) where province_id is not null;
comment on table reporting_lines is 'Who reports to whom, by kind and level, each for its dates. What a province has of its own from a kind and level stands in place of what holds everywhere.';
comment on column reporting_lines.source is 'The document, and the line of it, that says so.';
-- What the plans say of who reports to whom, with what became of the districts' lines.
insert into reporting_lines (id, from_kind, from_level, to_kind, to_level, role, regime, valid_from, valid_to, source)
select md5('reporting line ' || source || from_kind || from_level || to_kind || to_level || regime)::uuid,
       from_kind, from_level, to_kind, to_level, role, regime, valid_from::date, valid_to::date, source
  from (values
    ('club', 'club', 'elderly_association', 'commune', 'consolidator', 'any', '2020-08-31', null, 'Kế hoạch xã Bình Thành, dòng 115; kế hoạch UBND thành phố, dòng 8'),
    ('club', 'club', 'elderly_branch', 'hamlet', 'information', 'any', '2020-08-31', null, 'Kế hoạch xã Bình Thành, dòng 115 (qua Chi hội)'),
    ('elderly_branch', 'hamlet', 'elderly_association', 'commune', 'addressee', 'any', '2020-08-31', null, 'Kế hoạch xã Bình Thành, dòng 115'),
    ('elderly_association', 'commune', 'peoples_committee', 'commune', 'addressee', 'year', '2020-08-31', null, 'Kế hoạch xã Bình Thành, dòng 113'),
    ('elderly_association', 'commune', 'peoples_committee', 'commune', 'addressee', 'ad_hoc', '2020-08-31', null, 'Kế hoạch xã Bình Thành, dòng 113'),
    ('elderly_association', 'commune', 'elderly_association', 'district', 'consolidator', 'any', '2020-08-31', '2025-06-30', 'Kế hoạch xã Bình Thành, dòng 113'),
    ('elderly_association', 'district', 'elderly_association', 'province', 'consolidator', 'any', '2020-08-31', '2025-06-30', 'Theo hệ thống tổ chức Hội; các kế hoạch không nêu'),
    ('elderly_association', 'commune', 'elderly_association', 'province', 'consolidator', 'any', '2025-07-01', null, 'Kế hoạch xã Bình Thành, dòng 113; không còn cấp huyện từ 01/7/2025'),
    ('social_office', 'commune', 'peoples_committee', 'commune', 'consolidator', 'year', '2020-08-31', null, 'Kế hoạch xã Bình Thành, dòng 125'),
    ('peoples_committee', 'commune', 'elderly_association', 'province', 'addressee', 'half_year', '2020-08-31', null, 'Kế hoạch UBND thành phố, dòng 14'),
    ('peoples_committee', 'commune', 'elderly_association', 'province', 'addressee', 'year', '2020-08-31', null, 'Kế hoạch UBND thành phố, dòng 14'),
    ('peoples_committee', 'district', 'elderly_association', 'province', 'addressee', 'half_year', '2020-08-31', '2025-06-30', 'Kế hoạch UBND thành phố, dòng 14'),
    ('peoples_committee', 'district', 'elderly_association', 'province', 'addressee', 'year', '2020-08-31', '2025-06-30', 'Kế hoạch UBND thành phố, dòng 14'),
    ('peoples_committee', 'district', 'social_office', 'province', 'addressee', 'any', '2020-08-31', '2025-06-30', 'Kế hoạch 13335/KH-UBND (Đồng Nai), dòng 168'),
    ('peoples_committee', 'commune', 'social_office', 'province', 'addressee', 'any', '2025-07-01', null, 'Kế hoạch 13335/KH-UBND (Đồng Nai), dòng 168; không còn cấp huyện từ 01/7/2025'),
    ('elderly_association', 'province', 'elderly_association', 'nation', 'consolidator', 'any', '2020-08-31', null, 'Kế hoạch 13335/KH-UBND (Đồng Nai), dòng 120'),
    ('elderly_association', 'province', 'peoples_committee', 'province', 'addressee', 'any', '2020-08-31', null, 'Kế hoạch 13335/KH-UBND (Đồng Nai), dòng 120'),
    ('elderly_association', 'province', 'social_office', 'province', 'addressee', 'half_year', '2020-08-31', null, 'Kế hoạch UBND thành phố, dòng 12'),
    ('elderly_association', 'province', 'social_office', 'province', 'addressee', 'year', '2020-08-31', null, 'Kế hoạch UBND thành phố, dòng 12'),
    ('social_office', 'province', 'elderly_association', 'nation', 'addressee', 'any', '2020-08-31', null, 'Kế hoạch 13335/KH-UBND (Đồng Nai), dòng 168'),
    ('social_office', 'province', 'peoples_committee', 'province', 'addressee', 'any', '2020-08-31', null, 'Kế hoạch 13335/KH-UBND (Đồng Nai), dòng 168; kế hoạch UBND thành phố, dòng 12'),
    ('social_office', 'province', 'national_committee', 'nation', 'addressee', 'any', '2020-08-31', null, 'Kế hoạch Quảng Ngãi, dòng 9'),
    ('elderly_association', 'nation', 'national_committee', 'nation', 'addressee', 'any', '2020-08-31', null, 'Quyết định 1336/QĐ-TTg: cơ quan chủ trì')
  ) as line (from_kind, from_level, to_kind, to_level, role, regime, valid_from, valid_to, source);

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
    few_people               boolean not null default false,
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
comment on column report_cells.few_people is 'Whether so few people make up what is computed or summed up that it can show one of them.';

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

-- A report goes the way that the reporting lines say, to organisations.
create table report_deliveries (
    id              uuid primary key,
    report_id       uuid not null references reports (id),
    organisation_id uuid references organisations (id),
    kind            text not null,
    level           text not null,
    unit_id         uuid references units (id),
    name            text not null,
    role            text not null,
    delivered_on    date not null,
    received_on     date,
    constraint report_deliveries_level_known check (level in ('hamlet', 'commune', 'district', 'province', 'nation')),
    constraint report_deliveries_role_known check (role in ('consolidator', 'addressee', 'information'))
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
