drop table unit_lineage;
drop table unit_versions;
drop table units;
drop extension pg_trgm;
drop extension btree_gist;
