-- What upper levels look at when they visit a club: a checklist has versions, a visit keeps its own.
create table monitoring_checklists (
    version    smallint primary key,
    title      text not null,
    valid_from date not null,
    source     text not null
);
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
insert into monitoring_checklists values (1, 'Phiếu giám sát câu lạc bộ liên thế hệ tự giúp nhau', '2026-01-01',
    'Kế hoạch 13335/KH-UBND (Đồng Nai, 2020), III.3d; các chỉ tiêu của chương trình');
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
-- All to which a file may belong, and whose it is.
create view attachable as
    select club_id, 'meeting'::text as subject, id from meetings
    union all select club_id, 'activity', id from activities
    union all select club_id, 'regulation', id from club_regulations
    union all select club_id, 'transition', id from club_transitions
    union all select club_id, 'entry', id from ledger_entries
    union all select club_id, 'exchange_visit', id from exchange_visits
    union all select club_id, 'training', id from trainings where club_id is not null
    union all select club_id, 'training', training_id from training_participants
    union all select club_id, 'monitoring_visit', id from monitoring_visits
    union all select club_id, 'award', id from awards;
