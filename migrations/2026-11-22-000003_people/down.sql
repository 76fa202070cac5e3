drop function count_clubs(uuid[], date);
drop table club_metrics;
drop table consents;
drop table membership_states;
drop table memberships;
drop function remember_membership_state();
drop table persons;
drop table household_poverty;
drop table households;
