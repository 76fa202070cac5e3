drop table board_positions;
drop table board_terms;
