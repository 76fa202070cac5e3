-- Keeps every state of a membership with its dates. By trigger, so that no way of changing a membership can forget its
-- history.
create function logic.remember_membership_state() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        delete from membership_states where membership_id = new.id and valid_from >= new.state_since;
        update membership_states set valid_to = new.state_since - 1
         where membership_id = new.id and valid_to is null;
    end if;
    insert into membership_states (membership_id, club_id, state, valid_from)
    values (new.id, new.club_id, new.state, new.state_since)
    on conflict (membership_id, valid_from, state) do update set valid_to = null;
    return null;
end $$;
create trigger memberships_remember_first after insert on memberships
    for each row execute function logic.remember_membership_state();
create trigger memberships_remember_next after update on memberships
    for each row when (old.state is distinct from new.state) execute function logic.remember_membership_state();
