alter table report_deliveries add column line text;
update report_deliveries set line = case kind when 'national_committee' then 'peoples_committee'
    when 'peoples_committee' then 'peoples_committee' when 'social_office' then 'social_office' else 'elderly_association' end;
delete from report_deliveries where level not in ('commune', 'province', 'nation');
alter table report_deliveries
    alter column line set not null,
    drop constraint report_deliveries_level_known,
    add constraint report_deliveries_level_known check (level in ('commune', 'province', 'nation')),
    drop column organisation_id,
    drop column kind,
    drop column name,
    drop column role;
alter table report_cells drop column few_people;
