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

-- What is over and reported is not rewritten: a done activity is not dated into a period that the club has closed.
create function keep_closed_periods() returns trigger language plpgsql as $$
declare
    closed date;
begin
    select closed_through into closed from ledgers where club_id = new.club_id for share;
    if new.ends_on <= closed then
        raise exception 'the period is closed' using errcode = 'check_violation',
            constraint = 'activities_period_open', detail = json_build_object('closed_through', closed);
    end if;
    return new;
end $$;
create trigger activities_keep_closed_periods before insert or update on activities
    for each row when (new.state = 'done') execute function keep_closed_periods();

-- Minutes say what was decided.
create table meeting_resolutions (
    meeting_id uuid not null references meetings (id),
    position   smallint not null,
    text       text not null,
    in_favour  smallint,
    against    smallint,
    abstained  smallint,
    primary key (meeting_id, position),
    constraint meeting_resolutions_votes_plausible check (in_favour between 0 and 1000 and against between 0 and 1000
        and abstained between 0 and 1000)
);
comment on table meeting_resolutions is 'What a meeting decided (nghị quyết, kết luận), in the order of the minutes.';

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
