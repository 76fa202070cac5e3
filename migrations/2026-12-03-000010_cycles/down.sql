drop table cycles;
