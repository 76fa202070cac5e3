drop function count_finances;
drop table lending_metrics;
drop table fund_metrics;
