drop function count_activities;
drop table activity_metrics;
drop view area_evidence;
drop view calendar_items;
