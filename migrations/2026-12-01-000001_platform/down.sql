drop table personal_data_reads;
drop table idempotency_keys;
drop table changes;
drop extension pg_trgm;
drop extension btree_gist;
