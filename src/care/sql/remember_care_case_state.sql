-- Keeps every state of a care case with its dates. By trigger, so that no way of changing a case can forget its history.
create function logic.remember_care_case_state() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        delete from care_case_states where case_id = new.id and valid_from >= new.state_since;
        update care_case_states set valid_to = new.state_since - 1 where case_id = new.id and valid_to is null;
    end if;
    insert into care_case_states (case_id, state, valid_from) values (new.id, new.state, new.state_since);
    return null;
end $$;
create trigger care_cases_remember_first after insert on care_cases
    for each row execute function logic.remember_care_case_state();
create trigger care_cases_remember_next after update on care_cases
    for each row when (old.state is distinct from new.state) execute function logic.remember_care_case_state();
