alter table assignments
    drop constraint assignments_hang_on_an_office,
    drop constraint assignments_seat_fkey,
    drop constraint assignments_membership_fkey,
    drop column seat_id,
    drop column membership_id;
alter table board_positions drop constraint board_positions_of_their_holder;
alter table memberships drop constraint memberships_in_their_club, drop column person_at_end;
