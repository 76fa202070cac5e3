drop table club_moves;
