drop table declared_figures;
