-- What clubs do (hoạt động), who helps them to it and who looks at it.
-- Tables: area_catalogues, catalogue_areas; activity_series, activities, activity_attendances, gatherings,
-- gathering_clubs, exchange_visits, trainings, training_participants; monitoring_checklists, monitoring_questions,
-- monitoring_visits, monitoring_scores, monitoring_tasks; awards, self_help_actions, rights_cases, mobilised_resources;
-- attachments.

-- The areas of activity (lĩnh vực hoạt động) are the same eight for everybody who counts; how a programme names
-- and groups them is a catalogue, of which there are several.
create table area_catalogues (
    code       text primary key,
    programme  text not null,
    name_vi    text not null,
    name_en    text not null,
    source     text not null,
    valid_from date not null,
    valid_to   date,
    constraint area_catalogues_validity_ordered check (valid_to >= valid_from)
);
comment on table area_catalogues is 'Versions of the list of areas of activity (danh mục lĩnh vực), by programme.';
insert into area_catalogues values
    ('1533', 'QĐ 1533/QĐ-TTg', 'Tám lĩnh vực hoạt động', 'Eight areas of activity',
     'Kế hoạch 13335/KH-UBND (Đồng Nai, 2020), III.3', '2016-08-02', '2020-12-31'),
    ('1336', 'QĐ 1336/QĐ-TTg', 'Tám lĩnh vực hoạt động', 'Eight areas of activity',
     'Kế hoạch 13335/KH-UBND (Đồng Nai, 2020), III.3', '2020-08-31', '2025-12-31'),
    ('1336-binh-thanh', 'QĐ 1336/QĐ-TTg', 'Bảy lĩnh vực theo kế hoạch xã Bình Thành', 'Seven areas of the plan of Bình Thành',
     'Kế hoạch UBND xã Bình Thành (10/4/2024), mục xây dựng câu lạc bộ', '2024-04-10', '2025-12-31'),
    ('helpage', 'HelpAge', 'Tám lĩnh vực theo HelpAge', 'Eight areas in the words of HelpAge',
     'HelpAge International, Intergenerational Self-Help Clubs', '2006-01-01', null),
    ('1648', 'QĐ 1648/QĐ-TTg', 'Tám lĩnh vực hoạt động', 'Eight areas of activity',
     'Quyết định 1648/QĐ-TTg (01/8/2025); danh mục như giai đoạn trước', '2025-08-01', null);

create table catalogue_areas (
    catalogue text not null references area_catalogues (code),
    position  smallint not null,
    name_vi   text not null,
    name_en   text not null,
    areas     text[] not null,
    at_least  smallint not null default 1,
    primary key (catalogue, position),
    constraint catalogue_areas_known check (areas <@ array['income', 'health_care', 'home_care', 'self_help', 'rights',
        'communication', 'sport_culture', 'resource_mobilisation'] and cardinality(areas) > 0),
    constraint catalogue_areas_evidence_positive check (at_least > 0)
);
comment on column catalogue_areas.areas is 'Which of the eight this item is made up of.';
comment on column catalogue_areas.at_least is 'How many pieces of evidence in a period make the item active.';
insert into catalogue_areas
select c.code, a.position, a.name_vi, a.name_en, a.areas, a.at_least
  from area_catalogues c cross join (values
    (1, 'Tăng thu nhập', 'Income generation', array['income'], 1),
    (2, 'Chăm sóc sức khỏe', 'Health care', array['health_care'], 2),
    (3, 'Tình nguyện viên chăm sóc tại nhà', 'Home care by volunteers', array['home_care'], 1),
    (4, 'Tự giúp nhau, hỗ trợ cộng đồng', 'Self-help and support of the community', array['self_help'], 1),
    (5, 'Bảo vệ quyền, lợi ích', 'Rights and entitlements', array['rights'], 1),
    (6, 'Truyền thông', 'Communication', array['communication'], 1),
    (7, 'Thể thao, văn hóa văn nghệ', 'Sport, culture and arts', array['sport_culture'], 1),
    (8, 'Vận động nguồn lực', 'Mobilising resources', array['resource_mobilisation'], 1)
  ) as a (position, name_vi, name_en, areas, at_least)
 where c.code in ('1533', '1336', '1648');
insert into catalogue_areas values
    ('1336-binh-thanh', 1, 'Tăng thu nhập', 'Income generation', array['income'], 1),
    ('1336-binh-thanh', 2, 'Chăm sóc sức khỏe', 'Health care', array['health_care'], 2),
    ('1336-binh-thanh', 3, 'Tình nguyện viên chăm sóc tại nhà', 'Home care by volunteers', array['home_care'], 1),
    ('1336-binh-thanh', 4, 'Tự giúp nhau, hỗ trợ cộng đồng', 'Self-help and support of the community', array['self_help'], 1),
    ('1336-binh-thanh', 5, 'Bảo vệ quyền, lợi ích', 'Rights and entitlements', array['rights'], 1),
    ('1336-binh-thanh', 6, 'Truyền thông, thể thao, văn hóa văn nghệ', 'Communication, sport, culture and arts',
     array['communication', 'sport_culture'], 1),
    ('1336-binh-thanh', 7, 'Vận động nguồn lực', 'Mobilising resources', array['resource_mobilisation'], 1),
    ('helpage', 1, 'Sinh kế', 'Livelihood', array['income'], 1),
    ('helpage', 2, 'Chăm sóc sức khỏe', 'Health care', array['health_care'], 2),
    ('helpage', 3, 'Chăm sóc tại nhà bằng tình nguyện viên', 'Volunteer-based home care', array['home_care'], 1),
    ('helpage', 4, 'Quyền và lợi ích', 'Rights and entitlements', array['rights'], 1),
    ('helpage', 5, 'Học tập suốt đời', 'Lifelong learning', array['communication'], 1),
    ('helpage', 6, 'Văn hóa, xã hội', 'Cultural and social activities', array['sport_culture'], 1),
    ('helpage', 7, 'Tự giúp nhau, hỗ trợ cộng đồng', 'Self-help and community support', array['self_help'], 1),
    ('helpage', 8, 'Vận động nguồn lực', 'Resource mobilisation', array['resource_mobilisation'], 1);

-- A rhythm, such as the 17th of each month: its days stand in the calendar as planned activities.
create table activity_series (
    id            uuid primary key,
    club_id       uuid not null references clubs (id),
    area          text not null,
    kind          text not null,
    title         text not null,
    place         text,
    rhythm        text not null,
    day_of_month  smallint,
    weekday       smallint,
    starts_on     date not null,
    ends_on       date not null,
    ended_on      date,
    recorded_by   uuid not null,
    version       integer not null default 1,
    created_at    timestamptz not null default now(),
    constraint activity_series_rhythm_known check (rhythm in ('monthly', 'weekly')),
    constraint activity_series_rhythm_whole check
        ((rhythm = 'monthly') = (day_of_month is not null) and (rhythm = 'weekly') = (weekday is not null)),
    constraint activity_series_day_plausible check (day_of_month between 1 and 31 and coalesce(weekday, 1) between 1 and 7
        or day_of_month is null and weekday between 1 and 7),
    constraint activity_series_span_ordered check (ends_on between starts_on and starts_on + 731)
);
create index activity_series_by_club on activity_series (club_id, starts_on desc, id);

create table activities (
    id               uuid primary key,
    club_id          uuid not null references clubs (id),
    series_id        uuid references activity_series (id),
    state            text not null,
    area             text not null,
    more_areas       text[] not null default '{}',
    kind             text not null,
    title            text not null,
    starts_on        date not null,
    ends_on          date not null,
    starts_at        time,
    place            text,
    partners         text,
    members          integer not null default 0,
    guests           integer not null default 0,
    turns            integer not null default 0,
    cost_vnd         bigint,
    entry_id         uuid references ledger_entries (id),
    result           text,
    cancelled_reason text,
    recorded_by      uuid not null,
    version          integer not null default 1,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    constraint activities_state_known check (state in ('planned', 'done', 'cancelled')),
    constraint activities_area_known check (area in ('income', 'health_care', 'home_care', 'self_help', 'rights',
        'communication', 'sport_culture', 'resource_mobilisation')),
    constraint activities_more_areas_known check (more_areas <@ array['income', 'health_care', 'home_care', 'self_help',
        'rights', 'communication', 'sport_culture', 'resource_mobilisation'] and not area = any (more_areas)),
    constraint activities_days_ordered check (ends_on between starts_on and starts_on + 366),
    constraint activities_counts_plausible check (members between 0 and 1000 and guests between 0 and 100000
        and turns between members + guests and 1000000),
    constraint activities_counted_when_done check (state = 'done' or turns = 0),
    constraint activities_cost_plausible check (cost_vnd between 0 and 1000000000000),
    constraint activities_cancelled_says_why check ((state = 'cancelled') = (cancelled_reason is not null)),
    constraint activities_series_once_a_day unique (series_id, starts_on)
);
create index activities_by_club on activities (club_id, starts_on, id);
create unique index activities_entry_once on activities (entry_id) where entry_id is not null;
comment on table activities is 'What a club does in its areas (hoạt động): planned, done or cancelled.';
comment on column activities.members is 'Members who took part, as persons (người).';
comment on column activities.turns is 'Takings-part (lượt): whoever came to three sessions counts three times.';

create table activity_attendances (
    activity_id uuid not null references activities (id),
    member_id   uuid not null references memberships (id),
    primary key (activity_id, member_id)
);
create index activity_attendances_by_member on activity_attendances (member_id);

-- Clubs meet clubs, every six months and every year (họp giao ban).
create table gatherings (
    id              uuid primary key,
    unit_id         uuid not null references units (id),
    commune_id      uuid references units (id),
    province_id     uuid not null references units (id),
    kind            text not null,
    held_on         date not null,
    place           text,
    subject         text not null,
    minutes         text,
    recommendations text,
    recorded_by     uuid not null,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    constraint gatherings_kind_known check (kind in ('half_year', 'year', 'thematic')),
    constraint gatherings_once_a_day unique (unit_id, kind, held_on)
);
create index gatherings_by_commune on gatherings (commune_id, held_on);
create index gatherings_by_province on gatherings (province_id, held_on);

create table gathering_clubs (
    gathering_id    uuid not null references gatherings (id),
    club_id         uuid not null references clubs (id),
    representatives smallint not null,
    primary key (gathering_id, club_id),
    constraint gathering_clubs_representatives_plausible check (representatives between 0 and 100)
);
create index gathering_clubs_by_club on gathering_clubs (club_id);
comment on column gathering_clubs.representatives is 'How many came; none if the club was invited and stayed away.';

create table exchange_visits (
    id           uuid primary key,
    club_id      uuid not null references clubs (id),
    host_club_id uuid references clubs (id),
    host         text,
    visited_on   date not null,
    purpose      text not null,
    members      smallint not null,
    guests       smallint not null default 0,
    cost_vnd     bigint,
    lessons      text,
    recorded_by  uuid not null,
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint exchange_visits_host_named check (num_nonnulls(host_club_id, host) = 1),
    constraint exchange_visits_not_to_itself check (host_club_id <> club_id),
    constraint exchange_visits_counts_plausible check (members between 1 and 1000 and guests between 0 and 1000),
    constraint exchange_visits_cost_plausible check (cost_vnd between 0 and 1000000000000)
);
create index exchange_visits_by_club on exchange_visits (club_id, visited_on desc, id);
comment on table exchange_visits is 'A club visits another, or a model elsewhere (tham quan, giao lưu).';

create table trainings (
    id          uuid primary key,
    club_id     uuid references clubs (id),
    unit_id     uuid references units (id),
    commune_id  uuid references units (id),
    province_id uuid references units (id),
    kind        text not null,
    title       text not null,
    organiser   text,
    starts_on   date not null,
    ends_on     date not null,
    place       text,
    officers    smallint not null default 0,
    cost_vnd    bigint,
    source      text,
    result      text,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint trainings_one_place check (num_nonnulls(club_id, unit_id) = 1),
    constraint trainings_kind_known check (kind in
        ('initial', 'trainers', 'refresher', 'livelihood', 'health', 'home_care', 'bookkeeping', 'other')),
    constraint trainings_days_ordered check (ends_on between starts_on and starts_on + 92),
    constraint trainings_officers_plausible check (officers between 0 and 10000),
    constraint trainings_cost_plausible check (cost_vnd between 0 and 1000000000000)
);
create index trainings_by_club on trainings (club_id, starts_on desc, id) where club_id is not null;
create index trainings_by_commune on trainings (commune_id, starts_on desc) where commune_id is not null;
create index trainings_by_province on trainings (province_id, starts_on desc) where province_id is not null;
comment on column trainings.officers is 'Participants who are members of no club (cán bộ), as persons.';

create table training_participants (
    training_id uuid not null references trainings (id),
    member_id   uuid not null references memberships (id),
    club_id     uuid not null references clubs (id),
    capacity    text not null,
    completed   boolean not null,
    primary key (training_id, member_id),
    constraint training_participants_capacity_known check (capacity in ('board', 'volunteer', 'trainer', 'member'))
);
create index training_participants_by_club on training_participants (club_id);
create index training_participants_by_member on training_participants (member_id);

-- What upper levels look at when they visit a club: a checklist has versions, a visit keeps its own.
create table monitoring_checklists (
    version    smallint primary key,
    title      text not null,
    valid_from date not null,
    source     text not null
);
insert into monitoring_checklists values (1, 'Phiếu giám sát câu lạc bộ liên thế hệ tự giúp nhau', '2026-01-01',
    'Kế hoạch 13335/KH-UBND (Đồng Nai, 2020), III.3d; các chỉ tiêu của chương trình');

create table monitoring_questions (
    version  smallint not null references monitoring_checklists (version),
    code     text not null,
    position smallint not null,
    text_vi  text not null,
    text_en  text not null,
    most     smallint not null,
    primary key (version, code),
    constraint monitoring_questions_most_plausible check (most between 1 and 100)
);
comment on column monitoring_questions.most is 'The highest score.';
insert into monitoring_questions values
    (1, 'board', 1, 'Ban chủ nhiệm đủ, đúng nhiệm kỳ', 'The board is complete and within its term', 2),
    (1, 'meetings', 2, 'Sinh hoạt hằng tháng đều đặn, có biên bản', 'Monthly meetings are held, with minutes', 2),
    (1, 'regulation', 3, 'Có quy chế và thực hiện đúng quy chế', 'There is a regulation and it is kept', 2),
    (1, 'income_fund', 4, 'Quỹ tăng thu nhập: sổ sách khớp, cho vay đúng quy chế', 'Income fund: books agree, loans follow the regulation', 2),
    (1, 'operating_fund', 5, 'Quỹ hoạt động: thu chi công khai', 'Operating fund: income and spending are made public', 2),
    (1, 'areas', 6, 'Triển khai đủ các lĩnh vực hoạt động', 'All areas of activity are carried out', 2),
    (1, 'home_care', 7, 'Tình nguyện viên chăm sóc tại nhà thường xuyên', 'Volunteers care at home regularly', 2),
    (1, 'members', 8, 'Cơ cấu thành viên đúng hướng dẫn, ưu tiên người khó khăn', 'Membership follows the norms; the needy come first', 2),
    (1, 'reports', 9, 'Báo cáo đúng hạn', 'Reports are on time', 2);

create table monitoring_visits (
    id              uuid primary key,
    club_id         uuid not null references clubs (id),
    checklist       smallint not null references monitoring_checklists (version),
    visited_on      date not null,
    organisation    text not null,
    score           smallint not null,
    most            smallint not null,
    findings        text,
    recommendations text,
    recorded_by     uuid not null,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    constraint monitoring_visits_score_plausible check (score between 0 and most)
);
create index monitoring_visits_by_club on monitoring_visits (club_id, visited_on desc, id);

create table monitoring_scores (
    visit_id uuid not null references monitoring_visits (id),
    version  smallint not null,
    code     text not null,
    score    smallint not null,
    remark   text,
    primary key (visit_id, code),
    constraint monitoring_scores_of_the_checklist foreign key (version, code) references monitoring_questions (version, code),
    constraint monitoring_scores_plausible check (score between 0 and 100)
);

create table monitoring_tasks (
    id          uuid primary key,
    visit_id    uuid not null references monitoring_visits (id),
    club_id     uuid not null references clubs (id),
    text        text not null,
    due_on      date not null,
    state       text not null default 'todo',
    answer      text,
    done_on     date,
    review      text,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint monitoring_tasks_state_known check (state in ('todo', 'doing', 'done', 'cancelled')),
    constraint monitoring_tasks_done_says_when check ((state = 'done') = (done_on is not null)),
    constraint monitoring_tasks_cancelled_says_why check (state <> 'cancelled' or review is not null)
);
create index monitoring_tasks_by_visit on monitoring_tasks (visit_id);
create index monitoring_tasks_by_club on monitoring_tasks (club_id, due_on, id);
create index monitoring_tasks_by_day on monitoring_tasks (due_on, id);
comment on column monitoring_tasks.review is 'Why it was last sent back, or why it was cancelled.';

create table awards (
    id              uuid primary key,
    club_id         uuid not null references clubs (id),
    member_id       uuid references memberships (id),
    title           text not null,
    level           text not null,
    decision_number text,
    decided_on      date not null,
    reason          text not null,
    recorded_by     uuid not null,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    constraint awards_title_known check (title in
        ('commendation', 'certificate_of_merit', 'medal', 'emulation_flag', 'other')),
    constraint awards_level_known check (level in ('commune', 'district', 'province', 'ministry', 'national'))
);
create index awards_by_club on awards (club_id, decided_on desc, id);
comment on table awards is 'Giấy khen, bằng khen, kỷ niệm chương, cờ thi đua, to a club or one of its members.';

-- Members help one another and the hamlet: with days of labour, goods, technique, money.
create table self_help_actions (
    id           uuid primary key,
    club_id      uuid not null references clubs (id),
    kind         text not null,
    given_by     uuid references memberships (id),
    given_to     uuid references memberships (id),
    beneficiary  text not null,
    helped_on    date not null,
    half_days    smallint,
    value_vnd    bigint,
    helpers      smallint not null default 1,
    note         text,
    recorded_by  uuid not null,
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint self_help_actions_kind_known check (kind in ('labour', 'money', 'goods', 'technique')),
    constraint self_help_actions_beneficiary_known check (beneficiary in ('member', 'resident', 'community')),
    constraint self_help_actions_member_named check ((beneficiary = 'member') = (given_to is not null)),
    constraint self_help_actions_labour_in_days check ((kind = 'labour') = (half_days is not null)),
    constraint self_help_actions_amounts_plausible check (half_days between 1 and 2000
        and coalesce(value_vnd, 0) between 0 and 1000000000000
        or half_days is null and coalesce(value_vnd, 0) between 0 and 1000000000000),
    constraint self_help_actions_money_has_value check (kind <> 'money' or value_vnd > 0),
    constraint self_help_actions_helpers_plausible check (helpers between 1 and 1000)
);
create index self_help_actions_by_club on self_help_actions (club_id, helped_on desc, id);

create table rights_cases (
    id          uuid primary key,
    club_id     uuid not null references clubs (id),
    member_id   uuid not null references memberships (id),
    issue       text not null,
    description text not null,
    state       text not null,
    opened_on   date not null,
    sent_on     date,
    closed_on   date,
    outcome     text,
    recorded_by uuid not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint rights_cases_issue_known check (issue in ('social_allowance', 'health_insurance', 'land', 'housing',
        'identity_papers', 'inheritance', 'violence', 'fraud', 'other')),
    constraint rights_cases_state_known check (state in ('open', 'with_authority', 'settled', 'dropped')),
    constraint rights_cases_closed_says_when check ((state in ('settled', 'dropped')) = (closed_on is not null)),
    constraint rights_cases_closed_says_what check (closed_on is null or outcome is not null),
    constraint rights_cases_sent_says_when check (case state when 'open' then sent_on is null
        when 'dropped' then true else sent_on is not null end),
    constraint rights_cases_dates_ordered check (closed_on >= opened_on and sent_on >= opened_on
        and closed_on >= sent_on)
);
create index rights_cases_by_club on rights_cases (club_id, opened_on desc, id);
comment on table rights_cases is 'The club helps a member to what is hers (bảo vệ quyền, lợi ích): tier 3.';
comment on column rights_cases.sent_on is 'When it was put before an authority.';

create table mobilised_resources (
    id           uuid primary key,
    club_id      uuid not null references clubs (id),
    kind         text not null,
    giver        text not null,
    giver_name   text,
    received_on  date not null,
    value_vnd    bigint,
    half_days    smallint,
    what         text not null,
    entry_id     uuid references ledger_entries (id),
    recorded_by  uuid not null,
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint mobilised_resources_kind_known check (kind in ('cash', 'in_kind', 'labour')),
    constraint mobilised_resources_giver_known check (giver in ('state_budget', 'association', 'front_and_unions',
        'enterprise', 'individual', 'members', 'foreign', 'other')),
    constraint mobilised_resources_cash_has_value check (kind <> 'cash' or value_vnd > 0),
    constraint mobilised_resources_labour_in_days check ((kind = 'labour') = (half_days is not null)),
    constraint mobilised_resources_entry_is_cash check (entry_id is null or kind = 'cash'),
    constraint mobilised_resources_amounts_plausible check (coalesce(value_vnd, 0) between 0 and 1000000000000
        and coalesce(half_days, 1) between 1 and 20000)
);
create index mobilised_resources_by_club on mobilised_resources (club_id, received_on desc, id);
create unique index mobilised_resources_entry_once on mobilised_resources (entry_id) where entry_id is not null;
comment on table mobilised_resources is 'What the club was given, in cash, kind or days of labour. Cash that stands in the ledger is named by its entry, so that it counts once.';

create table attachments (
    id           uuid primary key,
    club_id      uuid not null references clubs (id),
    subject      text not null,
    subject_id   uuid not null,
    file_name    text not null,
    content_type text not null,
    size         integer not null,
    sha256       bytea not null,
    note         text,
    removed_on   date,
    recorded_by  uuid not null,
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint attachments_subject_known check (subject in
        ('meeting', 'activity', 'regulation', 'transition', 'entry', 'exchange_visit', 'training', 'monitoring_visit', 'award')),
    constraint attachments_content_known check (content_type in
        ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    constraint attachments_size_plausible check (size between 1 and 10485760)
);
create index attachments_by_subject on attachments (club_id, subject, subject_id, id);
comment on table attachments is 'Files of a club: photos of minutes, decisions as PDF. The bytes lie in the object store under the id.';
