-- Plans (kế hoạch): the programme's decisions, the plans that follow from them, and what these demand.
-- Tables: programmes, documents, document_bases, document_duties, funding_sources, reporting_duties; targets; plan_items,
-- plan_tasks, budget_lines.

create table programmes (
    id          uuid primary key,
    code        text not null,
    name_vi     text not null,
    name_en     text not null,
    period_from date not null,
    period_to   date not null,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint programmes_code_unique unique (code),
    constraint programmes_period_ordered check (period_to >= period_from)
);
comment on table programmes is 'Đề án nhân rộng mô hình câu lạc bộ, each by the number of its decision.';
insert into programmes (id, code, name_vi, name_en, period_from, period_to) values
    ('7b0c2f3e-52a1-5c1e-8d0a-6f1c0b9a1533', '1533',
     'Đề án nhân rộng mô hình Câu lạc bộ liên thế hệ tự giúp nhau giai đoạn 2016-2020 (Quyết định 1533/QĐ-TTg)',
     'Replication of intergenerational self-help clubs 2016-2020 (Decision 1533/QĐ-TTg)', '2016-08-02', '2020-12-31'),
    ('7b0c2f3e-52a1-5c1e-8d0a-6f1c0b9a1336', '1336',
     'Đề án nhân rộng mô hình Câu lạc bộ liên thế hệ tự giúp nhau giai đoạn đến năm 2025 (Quyết định 1336/QĐ-TTg)',
     'Replication of intergenerational self-help clubs to 2025 (Decision 1336/QĐ-TTg)', '2020-08-31', '2025-12-31'),
    ('7b0c2f3e-52a1-5c1e-8d0a-6f1c0b9a1648', '1648',
     'Đề án nhân rộng mô hình Câu lạc bộ liên thế hệ tự giúp nhau đến năm 2035 (Quyết định 1648/QĐ-TTg)',
     'Replication of intergenerational self-help clubs to 2035 (Decision 1648/QĐ-TTg)', '2025-08-01', '2035-12-31');

create table documents (
    id           uuid primary key,
    programme_id uuid not null references programmes (id),
    kind         text not null,
    number       text,
    issued_on    date,
    title        text not null,
    issuer       text not null,
    signatory    text,
    level        text not null,
    unit_id      uuid references units (id),
    period_from  date,
    period_to    date,
    known_from   text not null,
    source       text,
    note         text,
    directive    boolean not null default false,
    recipients   text[] not null default '{}',
    cites        text[] not null default '{}',
    state        text not null default 'draft',
    state_since  date not null,
    succeeded_by uuid references documents (id),
    drawn_up_by  uuid not null,
    issued_by    uuid,
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint documents_kind_known check (kind in
        ('decision', 'plan', 'official_letter', 'scheme', 'resolution', 'regulation', 'minutes')),
    constraint documents_level_known check (level in ('nation', 'province', 'district', 'commune', 'hamlet')),
    constraint documents_nation_has_no_unit check (level <> 'nation' or unit_id is null),
    constraint documents_period_ordered check (period_to >= period_from),
    constraint documents_known_from_known check (known_from in ('text', 'excerpt', 'citation')),
    constraint documents_state_known check (state in ('draft', 'issued', 'amended', 'replaced', 'expired')),
    constraint documents_succeeded_by_another check (succeeded_by <> id),
    constraint documents_issued_by_another check (issued_by <> drawn_up_by)
);
create unique index documents_number_once on documents (issuer, number, issued_on) where number is not null;
create index documents_by_unit on documents (unit_id, id);
create index documents_by_programme on documents (programme_id, id);
comment on table documents is 'Văn bản: decisions, plans, letters. Number, date, signatory and place may be unknown, as they are in life.';
comment on column documents.known_from is 'text: read in full; excerpt: read in part or told by others; citation: named by another document and no more.';
comment on column documents.directive is 'Directs the completion of another document and may have no targets of its own.';

-- The cascade: which document rests on which.
create table document_bases (
    document_id uuid not null references documents (id),
    based_on    uuid not null references documents (id),
    primary key (document_id, based_on),
    constraint document_bases_not_itself check (document_id <> based_on)
);
create index document_bases_by_base on document_bases (based_on);

create table document_duties (
    document_id       uuid not null references documents (id),
    position          smallint not null,
    organisation      text not null,
    organisation_kind text not null,
    level             text not null,
    role              text not null,
    duty              text not null,
    clause            text,
    primary key (document_id, position),
    constraint document_duties_kind_known check (organisation_kind in ('government', 'association', 'committee', 'social',
        'finance', 'health', 'information', 'culture', 'propaganda', 'front', 'women_union', 'red_cross', 'care_board',
        'hamlet', 'sectors', 'other')),
    constraint document_duties_level_known check (level in ('nation', 'province', 'district', 'commune', 'hamlet')),
    constraint document_duties_role_known check (role in ('lead', 'coordinate', 'direct', 'monitor', 'report', 'consolidate',
        'finance', 'mobilise', 'communicate', 'train', 'serve', 'establish', 'take_part'))
);
comment on table document_duties is 'Phân công trách nhiệm: which organisation has which duty, by which clause.';

create table funding_sources (
    document_id uuid not null references documents (id),
    position    smallint not null,
    kind        text not null,
    source      text not null,
    purpose     text,
    clause      text,
    primary key (document_id, position),
    constraint funding_sources_kind_known check (kind in
        ('state_budget', 'contributions', 'local_funds', 'club', 'international', 'other'))
);

create table reporting_duties (
    document_id    uuid not null references documents (id),
    position       smallint not null,
    reporter       text not null,
    reporter_kind  text not null,
    recipient      text not null,
    recipient_kind text not null,
    consolidates   boolean not null default false,
    frequencies    text[] not null,
    clause         text,
    primary key (document_id, position),
    constraint reporting_duties_kinds_known check (array[reporter_kind, recipient_kind] <@ array['government', 'association',
        'committee', 'social', 'finance', 'health', 'information', 'culture', 'propaganda', 'front', 'women_union',
        'red_cross', 'care_board', 'hamlet', 'sectors', 'other']),
    constraint reporting_duties_frequencies_known check (frequencies <@ array['half_yearly', 'yearly', 'periodic', 'ad_hoc',
        'mid_term', 'final'] and cardinality(frequencies) > 0)
);
comment on table reporting_duties is 'Chế độ báo cáo as a document states it: who reports to whom, how often.';

create table targets (
    id            uuid primary key,
    document_id   uuid not null references documents (id),
    code          text not null,
    clause        text,
    statement     text not null,
    indicator     text,
    comparator    text not null,
    low           bigint,
    high          bigint,
    measure       text not null,
    level         text not null,
    terrain       text[],
    new_only      boolean not null default false,
    in_need       boolean not null default false,
    period_from   date,
    deadline      date,
    quotation     text not null,
    implausible   boolean not null default false,
    superseded_by uuid references targets (id),
    version       integer not null default 1,
    created_at    timestamptz not null default now(),
    constraint targets_code_once unique (document_id, code),
    constraint targets_comparator_known check (comparator in
        ('ge', 'gt', 'le', 'lt', 'eq', 'between', 'approx', 'none')),
    constraint targets_bounded check (case comparator
        when 'none' then low is null and high is null and indicator is null
        when 'between' then low is not null and high is not null and high >= low
        when 'le' then low is null and high is not null
        when 'lt' then low is null and high is not null
        else low is not null and high is null end),
    constraint targets_bounds_plausible check (coalesce(low, 0) >= 0 and coalesce(high, 0) >= 0
        and (measure <> 'percent' or coalesce(low, 0) <= 100 and coalesce(high, 0) <= 100)),
    constraint targets_measure_known check (measure in
        ('percent', 'clubs', 'persons', 'communes', 'districts', 'provinces', 'dong', 'none')),
    constraint targets_level_known check (level in ('club', 'hamlet', 'commune', 'district', 'province', 'nation')),
    constraint targets_terrain_known check (terrain <@ array['lowland', 'mountain', 'border', 'island']),
    constraint targets_period_ordered check (deadline >= period_from),
    constraint targets_superseded_by_another check (superseded_by <> id)
);
create index targets_superseded on targets (superseded_by) where superseded_by is not null;
comment on table targets is 'Chỉ tiêu: one demand of one document, in whole numbers, with the words from which it was taken.';
comment on column targets.level is 'Of what it is demanded: of each club, of each commune, …, of the whole nation.';
comment on column targets.implausible is 'The members demanded per club lie outside 5 to 500: kept as written, and marked.';

create table plan_items (
    id          uuid primary key,
    document_id uuid not null references documents (id),
    code        text not null,
    text        text not null,
    area        text,
    clause      text,
    version     integer not null default 1,
    created_at  timestamptz not null default now(),
    constraint plan_items_code_once unique (document_id, code),
    constraint plan_items_area_known check (area in ('income', 'health_care', 'home_care', 'self_help', 'rights',
        'communication', 'sport_culture', 'resource_mobilisation'))
);
comment on table plan_items is 'Hoạt động của kế hoạch.';

create table plan_tasks (
    id           uuid primary key,
    document_id  uuid not null references documents (id),
    plan_item_id uuid references plan_items (id),
    text         text not null,
    lead         text not null,
    coordinating text[] not null default '{}',
    due_on       date not null,
    state        text not null default 'todo',
    done_on      date,
    remark       text,
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint plan_tasks_state_known check (state in ('todo', 'doing', 'done', 'cancelled')),
    constraint plan_tasks_done_says_when check ((state = 'done') = (done_on is not null)),
    constraint plan_tasks_cancelled_says_why check (state <> 'cancelled' or remark is not null)
);
create index plan_tasks_by_document on plan_tasks (document_id, due_on, id);
create index plan_tasks_by_item on plan_tasks (plan_item_id);
comment on column plan_tasks.remark is 'What was done, or why it was cancelled.';

create table budget_lines (
    id            uuid primary key,
    document_id   uuid not null references documents (id),
    plan_item_id  uuid references plan_items (id),
    year          smallint not null,
    source        text not null,
    text          text not null,
    requested_vnd bigint not null,
    appraised_vnd bigint,
    allocated_vnd bigint,
    disbursed_vnd bigint,
    settled_vnd   bigint,
    recorded_by   uuid not null,
    version       integer not null default 1,
    created_at    timestamptz not null default now(),
    constraint budget_lines_source_known check (source in
        ('state_budget', 'contributions', 'local_funds', 'club', 'international', 'other')),
    constraint budget_lines_year_plausible check (year between 2006 and 2100),
    constraint budget_lines_requested_plausible check (requested_vnd between 1 and 1000000000000),
    constraint budget_lines_appraised_first check (allocated_vnd is null or appraised_vnd is not null),
    constraint budget_lines_allocated_first check (disbursed_vnd is null or allocated_vnd is not null),
    constraint budget_lines_disbursed_first check (settled_vnd is null or disbursed_vnd is not null),
    constraint budget_lines_appraised_at_most_requested check (appraised_vnd between 0 and requested_vnd),
    constraint budget_lines_allocated_at_most_appraised check (allocated_vnd between 0 and appraised_vnd),
    constraint budget_lines_disbursed_at_most_allocated check (disbursed_vnd between 0 and allocated_vnd),
    constraint budget_lines_settled_at_most_disbursed check (settled_vnd between 0 and disbursed_vnd)
);
create index budget_lines_by_document on budget_lines (document_id, id);
create index budget_lines_by_item on budget_lines (plan_item_id);
comment on table budget_lines is 'Dự toán: requested, appraised (thẩm định), allocated (bố trí), disbursed (giải ngân), settled (quyết toán).';
