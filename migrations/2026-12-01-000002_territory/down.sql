drop table unit_terrains;
drop table unit_lineage;
drop table unit_versions;
drop table units;
