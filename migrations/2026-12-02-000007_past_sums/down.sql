drop index late_entries_by_day;
alter table late_entries drop column moved;
alter table late_entries drop column standing;
drop table past_suppressions;
drop table past_sums;
