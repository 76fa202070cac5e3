drop index clubs_established, unit_versions_communes, unit_versions_communes_ended;
create index unit_versions_communes on unit_versions (valid_from) where level = 'commune' and valid_to is null;
create index unit_versions_communes_ended on unit_versions (valid_to, valid_from) where level = 'commune' and valid_to is not null;
