-- The territory (địa bàn): its units, each for as long as it exists, what became of them, and the terrain of communes.
-- Tables: units, unit_versions, unit_lineage, unit_terrains.

create table units (
    id         uuid primary key,
    level      text not null,
    code       text,
    valid_from date not null,
    valid_to   date,
    version    integer not null default 1,
    constraint units_level_known check (level in ('province', 'district', 'commune', 'hamlet')),
    constraint units_code_shape check (code ~ '^([0-9]{2}|[0-9]{3}|[0-9]{5})$'),
    constraint units_validity_ordered check (valid_to >= valid_from),
    constraint units_code_once_a_day exclude using gist
        (level with =, code with =, daterange(valid_from, valid_to, '[]') with &&)
);
comment on table units is 'A territorial unit (đơn vị hành chính; thôn, xóm, tổ dân phố) for as long as it exists.';
comment on column units.code is 'Official code. It means nothing without a date: codes change owners. Hamlets have none.';
comment on column units.valid_to is 'Last day on which the unit exists.';

-- What a unit is called and where it lies, each for its dates. The path (province, district, commune)
-- includes the unit itself, so that "all that lies in X" is one indexed equality at every level.
create table unit_versions (
    unit_id     uuid not null references units (id),
    level       text not null,
    name        text not null,
    kind        text not null,
    folded      text not null,
    sort_key    text collate "C" not null,
    parent_id   uuid references units (id),
    province_id uuid not null references units (id),
    district_id uuid references units (id),
    commune_id  uuid references units (id),
    valid_from  date not null,
    valid_to    date,
    primary key (unit_id, valid_from),
    constraint unit_versions_level_known check (level in ('province', 'district', 'commune', 'hamlet')),
    constraint unit_versions_validity_ordered check (valid_to >= valid_from),
    constraint unit_versions_one_a_day exclude using gist
        (unit_id with =, daterange(valid_from, valid_to, '[]') with &&),
    constraint unit_versions_name_once_in_parent exclude using gist
        (parent_id with =, sort_key with =, daterange(valid_from, valid_to, '[]') with &&)
);
create index unit_versions_children on unit_versions (parent_id, sort_key, unit_id);
create index unit_versions_by_level on unit_versions (level, sort_key, unit_id);
create index unit_versions_by_province on unit_versions (province_id, level);
create index unit_versions_by_district on unit_versions (district_id, level) where district_id is not null;
create index unit_versions_by_commune on unit_versions (commune_id) where commune_id is not null;
create index unit_versions_folded on unit_versions using gin (folded gin_trgm_ops);
create index unit_versions_standing_communes on unit_versions (province_id, unit_id)
    where level = 'commune' and valid_to is null;
create index unit_versions_communes on unit_versions (valid_from) include (unit_id, province_id)
    where level = 'commune' and valid_to is null;
create index unit_versions_communes_ended on unit_versions (valid_to, valid_from) include (unit_id, province_id)
    where level = 'commune' and valid_to is not null;
comment on column unit_versions.folded is 'Name without diacritics, for search; made by the application.';
comment on column unit_versions.sort_key is 'Vietnamese dictionary order, compared bytewise; made by the application.';

create table unit_lineage (
    from_id        uuid not null references units (id),
    to_id          uuid not null references units (id),
    kind           text not null,
    effective_on   date not null,
    legal_document text not null,
    primary key (from_id, to_id),
    constraint unit_lineage_kind_known
        check (kind in ('kept', 'renamed', 'retyped', 'merged', 'split', 'converted')),
    constraint unit_lineage_not_itself check (from_id <> to_id)
);
create index unit_lineage_to on unit_lineage (to_id);
comment on table unit_lineage is 'Which unit went into which, many to many.';

-- Terrain of communes: programmes ask for other shares of lowland and of mountain, border and island communes.
create table unit_terrains (
    unit_id    uuid not null references units (id),
    terrain    text not null,
    valid_from date not null,
    valid_to   date,
    source     text,
    version    integer not null default 1,
    primary key (unit_id, valid_from),
    constraint unit_terrains_known check (terrain in ('lowland', 'mountain', 'border', 'island')),
    constraint unit_terrains_ordered check (valid_to >= valid_from),
    constraint unit_terrains_one_a_day exclude using gist
        (unit_id with =, daterange(valid_from, valid_to, '[]') with &&)
);
create index unit_terrains_by_terrain on unit_terrains (terrain, unit_id);
comment on table unit_terrains is 'Terrain of communes (đồng bằng, miền núi, biên giới, hải đảo), for its dates.';
