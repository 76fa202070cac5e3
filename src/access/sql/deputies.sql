-- A deputy never has more than the one who is away: the same role, the same place and office, no day outside hers; and no
-- deputy has one. Nobody stands in for a program.
create function logic.keep_deputies_within() returns trigger language plpgsql as $$
begin
    if not exists (
        select from assignments p
         where p.id = new.deputy_for and p.deputy_for is null and p.user_id = new.acting_for and p.role <> 'machine_client'
           and (p.role, p.unit_id, p.club_id, p.membership_id)
               is not distinct from (new.role, new.unit_id, new.club_id, new.membership_id)
           and daterange(p.valid_from, p.valid_to, '[]') @> daterange(new.valid_from, new.valid_to, '[]'))
    then
        raise exception 'a deputy has no more than the one who is away' using errcode = 'check_violation',
            constraint = 'assignments_deputy_within';
    end if;
    return new;
end $$;
create trigger assignments_keep_deputies_within before insert or update on assignments
    for each row when (new.deputy_for is not null) execute function logic.keep_deputies_within();

-- What the change log says of an assignment that the database itself ended or took back. A trigger knows neither the person
-- nor the request, so both are nil, as for what an operator does; whose act it was stands in the entry of what it followed
-- (the assignment, the seat, the membership), in the same transaction.
create function logic.tell_of_assignment(p_action text, p_row assignments, p_difference jsonb) returns void
language sql as $$
    insert into changes (actor_id, request_id, action, entity, entity_id, club_id, unit_id, version, difference)
    values ('00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', p_action, 'assignment',
            p_row.id, p_row.club_id, p_row.unit_id, p_row.version, p_difference)
$$;

-- What the change log says of an assignment that is gone.
create function logic.shown_of_assignment(p_row assignments) returns jsonb language sql stable as $$
    select jsonb_strip_nulls(jsonb_build_object('id', p_row.id, 'user_id', p_row.user_id, 'role', p_row.role,
        'valid_from', p_row.valid_from, 'valid_to', p_row.valid_to, 'deputy_for', p_row.deputy_for,
        'acting_for', p_row.acting_for, 'member_id', p_row.membership_id, 'position_id', p_row.seat_id))
$$;

-- Whoever loses a right loses her deputy with it: no later day, and none at all where it had not begun.
create function logic.end_deputies() returns trigger language plpgsql as $$
declare
    deputy assignments;
begin
    for deputy in delete from assignments where deputy_for = new.id and valid_from > new.valid_to returning * loop
        perform logic.tell_of_assignment('deleted', deputy, jsonb_build_object('set', jsonb_build_object(),
            'was', logic.shown_of_assignment(deputy), 'hidden', jsonb_build_array()));
    end loop;
    for deputy in select * from assignments where deputy_for = new.id and valid_to > new.valid_to order by id loop
        update assignments set valid_to = new.valid_to, end_reason = new.end_reason, version = version + 1
         where id = deputy.id;
        deputy.version := deputy.version + 1;
        perform logic.tell_of_assignment('ended', deputy, jsonb_build_object(
            'set', jsonb_build_object('valid_to', new.valid_to), 'was', jsonb_build_object('valid_to', deputy.valid_to),
            'hidden', jsonb_build_array()));
    end loop;
    return null;
end $$;
create trigger assignments_end_deputies after update of valid_to on assignments
    for each row when (new.deputy_for is null and new.valid_to is not null) execute function logic.end_deputies();

-- Whoever never had a right has no deputy in it.
create function logic.remove_deputies() returns trigger language plpgsql as $$
declare
    deputy assignments;
begin
    for deputy in delete from assignments where deputy_for = old.id returning * loop
        perform logic.tell_of_assignment('deleted', deputy, jsonb_build_object('set', jsonb_build_object(),
            'was', logic.shown_of_assignment(deputy), 'hidden', jsonb_build_array()));
    end loop;
    return old;
end $$;
create trigger assignments_remove_deputies before delete on assignments
    for each row when (old.deputy_for is null) execute function logic.remove_deputies();
