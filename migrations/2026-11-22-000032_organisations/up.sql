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

-- No report comes back to where it came from: not on any one day, in any one regime, in any one province.
create function keep_lines_acyclic() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtext('reporting_lines'));
    if exists (
        with recursive way (kind, level, regime, province_id, during) as (
            select new.to_kind, new.to_level, new.regime, new.province_id, daterange(new.valid_from, new.valid_to, '[]')
            union
            select l.to_kind, l.to_level, case w.regime when 'any' then l.regime else w.regime end,
                   coalesce(w.province_id, l.province_id), w.during * daterange(l.valid_from, l.valid_to, '[]')
              from way w join reporting_lines l on l.from_kind = w.kind and l.from_level = w.level
               and (w.regime = 'any' or l.regime = 'any' or w.regime = l.regime)
               and (w.province_id is null or l.province_id is null or w.province_id = l.province_id)
               and w.during && daterange(l.valid_from, l.valid_to, '[]')
             where l.id <> new.id)
        select from way where kind = new.from_kind and level = new.from_level)
    then
        raise exception 'reports would go in a circle' using errcode = 'check_violation',
            constraint = 'reporting_lines_acyclic';
    end if;
    return new;
end $$;
create trigger reporting_lines_keep_acyclic before insert or update on reporting_lines
    for each row execute function keep_lines_acyclic();

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

-- Somebody who acts for another while she is away (người được ủy quyền, thay thế).
alter table assignments add column deputy_for uuid references assignments (id);
alter table assignments add column acting_for uuid references users (id);
alter table assignments add column deputy_reason text;
alter table assignments add constraint assignments_deputy_for_a_time
    check ((deputy_for is null and acting_for is null and deputy_reason is null)
        or (deputy_for <> id and acting_for <> user_id and valid_to is not null and deputy_reason is not null));
create index assignments_by_principal on assignments (deputy_for) where deputy_for is not null;
comment on column assignments.deputy_for is 'The assignment of the one who is away, whose role is exercised meanwhile.';
comment on column assignments.acting_for is 'The one who is away.';

-- A deputy never has more than the one who is away: the same role, the same place, no day outside hers; and no deputy has one.
create function keep_deputies_within() returns trigger language plpgsql as $$
begin
    if not exists (
        select from assignments p
         where p.id = new.deputy_for and p.deputy_for is null and p.user_id = new.acting_for
           and (p.role, p.unit_id, p.club_id) is not distinct from (new.role, new.unit_id, new.club_id)
           and daterange(p.valid_from, p.valid_to, '[]') @> daterange(new.valid_from, new.valid_to, '[]'))
    then
        raise exception 'a deputy has no more than the one who is away' using errcode = 'check_violation',
            constraint = 'assignments_deputy_within';
    end if;
    return new;
end $$;
create trigger assignments_keep_deputies_within before insert or update on assignments
    for each row when (new.deputy_for is not null) execute function keep_deputies_within();

-- Whoever loses a right loses her deputy with it: no later day, and none at all where it had not begun.
create function end_deputies() returns trigger language plpgsql as $$
begin
    delete from assignments where deputy_for = new.id and valid_from > new.valid_to;
    update assignments set valid_to = new.valid_to, end_reason = new.end_reason, version = version + 1
     where deputy_for = new.id and valid_to > new.valid_to;
    return null;
end $$;
create trigger assignments_end_deputies after update of valid_to on assignments
    for each row when (new.deputy_for is null and new.valid_to is not null) execute function end_deputies();
create function remove_deputies() returns trigger language plpgsql as $$
begin
    delete from assignments where deputy_for = old.id;
    return old;
end $$;
create trigger assignments_remove_deputies before delete on assignments
    for each row when (old.deputy_for is null) execute function remove_deputies();

alter table changes add column acting_for uuid;
comment on column changes.acting_for is 'For whom the actor stood in, where every right she had for it was a deputy''s.';
