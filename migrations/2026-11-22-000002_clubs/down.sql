drop table club_regulations;
drop table club_transitions;
drop function place_clubs(date);
drop table club_placements;
drop table clubs;
drop table club_codes;
