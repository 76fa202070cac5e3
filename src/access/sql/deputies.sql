-- A deputy never has more than the one who is away: the same role, the same place, no day outside hers; and no deputy
-- has one.
create function logic.keep_deputies_within() returns trigger language plpgsql as $$
begin
    if not exists (
        select from assignments p
         where p.id = new.deputy_for and p.deputy_for is null and p.user_id = new.acting_for
           and (p.role, p.unit_id, p.club_id) is not distinct from (new.role, new.unit_id, new.club_id)
           and daterange(p.valid_from, p.valid_to, '[]') @> daterange(new.valid_from, new.valid_to, '[]'))
    then
        raise exception 'a deputy has no more than the one who is away' using errcode = 'check_violation',
            constraint = 'assignments_deputy_within';
    end if;
    return new;
end $$;
create trigger assignments_keep_deputies_within before insert or update on assignments
    for each row when (new.deputy_for is not null) execute function logic.keep_deputies_within();

-- Whoever loses a right loses her deputy with it: no later day, and none at all where it had not begun.
create function logic.end_deputies() returns trigger language plpgsql as $$
begin
    delete from assignments where deputy_for = new.id and valid_from > new.valid_to;
    update assignments set valid_to = new.valid_to, end_reason = new.end_reason, version = version + 1
     where deputy_for = new.id and valid_to > new.valid_to;
    return null;
end $$;
create trigger assignments_end_deputies after update of valid_to on assignments
    for each row when (new.deputy_for is null and new.valid_to is not null) execute function logic.end_deputies();

-- Whoever never had a right has no deputy in it.
create function logic.remove_deputies() returns trigger language plpgsql as $$
begin
    delete from assignments where deputy_for = old.id;
    return old;
end $$;
create trigger assignments_remove_deputies before delete on assignments
    for each row when (old.deputy_for is null) execute function logic.remove_deputies();
