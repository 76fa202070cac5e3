-- Keeps what stood of a person when a membership of hers ended: name, birth and contact. By trigger, so that no way of
-- ending one can forget it. What other clubs write of her later is not for the one that she has left.
create function logic.remember_person_at_end() returns trigger language plpgsql as $$
begin
    select jsonb_build_object('full_name', p.full_name, 'sex', p.sex, 'birth_date', p.birth_date,
               'birth_precision', p.birth_precision, 'phone', p.phone, 'address', p.address, 'hamlet_id', p.hamlet_id)
      into new.person_at_end from persons p where p.id = new.person_id;
    return new;
end $$;
create trigger memberships_remember_person_first before insert on memberships
    for each row when (new.ended_on is not null) execute function logic.remember_person_at_end();
create trigger memberships_remember_person before update of ended_on on memberships
    for each row when (new.ended_on is not null and old.ended_on is null) execute function logic.remember_person_at_end();
