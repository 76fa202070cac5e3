-- What few people make up is marked where it is counted: of a sum of money that cannot be seen later. Cells of before
-- are marked until they are drafted anew.
alter table report_cells add column few_people boolean not null default true;
alter table report_cells alter column few_people set default false;
comment on column report_cells.few_people is 'Whether so few people make up what is computed or summed up that it can show one of them.';

-- A report goes the way that the reporting lines say, to organisations.
alter table report_deliveries
    add column organisation_id uuid references organisations (id),
    add column kind            text,
    add column name            text,
    add column role            text,
    drop constraint report_deliveries_level_known,
    add constraint report_deliveries_level_known check (level in ('hamlet', 'commune', 'district', 'province', 'nation'));
update report_deliveries d
   set kind = k.kind, role = 'addressee', organisation_id = o.id, name = coalesce(o.name, '')
  from report_deliveries e
 cross join lateral (
       select case when e.level = 'nation' and e.line = 'peoples_committee' then 'national_committee' else e.line end as kind) k
  left join organisations o on o.kind = k.kind and o.level = e.level and o.unit_id is not distinct from e.unit_id
       and e.delivered_on between o.valid_from and coalesce(o.valid_to, 'infinity')
 where e.id = d.id;
alter table report_deliveries
    alter column kind set not null, alter column name set not null, alter column role set not null,
    add constraint report_deliveries_role_known check (role in ('consolidator', 'addressee', 'information')),
    drop column line;
