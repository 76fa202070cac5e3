-- The office carries the right. A role in a club hangs on a seat of the board or on a membership, and ends with it at
-- once, in the same transaction, whatever ended it: a departure, a death, an expulsion, a transfer, another board, the end
-- of the club. Whoever stands in for the holder loses it with her (`deputies.sql`).

-- Ends an assignment at once: no later day than yesterday, and none at all where it had not begun by then. What was done
-- under it was done by right.
create function logic.end_assignment(p_id uuid, p_reason text) returns void language plpgsql as $$
declare
    yesterday date := logic.today_in_vietnam() - 1;
    held      assignments;
begin
    delete from assignments where id = p_id and valid_from > yesterday returning * into held;
    if found then
        perform logic.tell_of_assignment('deleted', held, jsonb_build_object('set', jsonb_build_object(),
            'was', logic.shown_of_assignment(held), 'hidden', jsonb_build_array()));
        return;
    end if;
    select * into held from assignments where id = p_id and (valid_to is null or valid_to > yesterday);
    if found then
        update assignments set valid_to = yesterday, end_reason = p_reason, version = version + 1 where id = p_id;
        held.version := held.version + 1;
        perform logic.tell_of_assignment('ended', held, jsonb_build_object(
            'set', jsonb_build_object('valid_to', yesterday),
            'was', jsonb_strip_nulls(jsonb_build_object('valid_to', held.valid_to)), 'hidden', jsonb_build_array()));
    end if;
end $$;

-- Whoever leaves a seat loses the roles that hang on it, unless by the end of the transaction she sits on the board anew,
-- in the same position: then they go over to that seat, and nobody is signed out. The member whom the club names to see
-- health results may hold any position.
create function logic.end_with_seat() returns trigger language plpgsql as $$
declare
    held assignments;
    anew uuid;
begin
    for held in
        select * from assignments
         where seat_id = new.id and deputy_for is null and (valid_to is null or valid_to >= logic.today_in_vietnam())
         order by id
    loop
        select s.id into anew from board_positions s
         where s.club_id = new.club_id and s.membership_id = new.membership_id and s.ended_on is null
           and (s.position = new.position or held.role = 'club_health_officer')
         order by s.position = new.position desc, s.id limit 1;
        if anew is null then
            perform logic.end_assignment(held.id, 'Thôi giữ chức vụ trong ban chủ nhiệm');
        else
            perform logic.move_to_seat(held.id, anew);
        end if;
    end loop;
    return null;
end $$;
create constraint trigger board_positions_end_rights after update of ended_on on board_positions
    deferrable initially deferred for each row when (old.ended_on is null and new.ended_on is not null)
    execute function logic.end_with_seat();

-- The role of a holder, and of whoever stands in for her, hangs on another seat from now on.
create function logic.move_to_seat(p_id uuid, p_seat uuid) returns void language plpgsql as $$
declare
    moved assignments;
    left_seat uuid := (select seat_id from assignments where id = p_id);
begin
    for moved in
        update assignments set seat_id = p_seat, version = version + 1
         where id = p_id or (deputy_for = p_id and seat_id = left_seat) returning *
    loop
        perform logic.tell_of_assignment('updated', moved, jsonb_build_object(
            'set', jsonb_build_object('position_id', p_seat), 'was', jsonb_build_object('position_id', left_seat),
            'hidden', jsonb_build_array()));
    end loop;
end $$;

-- Whose membership ends loses what hangs on it, and what she did in that club for others who are away.
create function logic.end_with_membership() returns trigger language plpgsql as $$
declare
    held uuid;
begin
    for held in
        select a.id from assignments a
         where (a.valid_to is null or a.valid_to >= logic.today_in_vietnam())
           and (a.membership_id = new.id and a.deputy_for is null
                or a.club_id = new.club_id and a.deputy_for is not null
                   and a.user_id in (select u.id from users u where u.person_id = new.person_id))
         order by a.id
    loop
        perform logic.end_assignment(held, 'Không còn là thành viên của câu lạc bộ');
    end loop;
    return null;
end $$;
create constraint trigger memberships_end_rights after update of ended_on on memberships
    deferrable initially deferred for each row when (old.ended_on is null and new.ended_on is not null)
    execute function logic.end_with_membership();
