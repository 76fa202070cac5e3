-- What the nation asks with every request is told by indexes alone. Some databases have these indexes already.
drop index if exists unit_versions_communes, unit_versions_communes_ended, clubs_established;
create index unit_versions_communes on unit_versions (valid_from) include (unit_id, province_id)
    where level = 'commune' and valid_to is null;
create index unit_versions_communes_ended on unit_versions (valid_to, valid_from) include (unit_id, province_id)
    where level = 'commune' and valid_to is not null;
create index clubs_established on clubs (established_on) where ended_on is null;
