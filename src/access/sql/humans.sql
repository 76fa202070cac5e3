-- Are two accounts one human being? One account, or two of one person. It is asked by every rule for which two people
-- are needed, so a person counts from the day on which somebody says who she is, whether or not she has confirmed it: an
-- unconfirmed link gives no right, but it does not make two people of one. The nil UUID is an operator.
create function logic.is_same_human(p_one uuid, p_other uuid) returns boolean language sql stable parallel safe as $$
    select p_one = p_other
        or exists (select from users one join users other on other.person_id = one.person_id
                    where one.id = p_one and other.id = p_other)
$$;

-- Is one of the first the same human being as one of the second? A caller is herself, and for these rules also those in
-- whose name she acts: what the one who is away may not do, her deputy does not do for her.
create function logic.are_same_humans(p_ones uuid[], p_others uuid[]) returns boolean language sql stable parallel safe as $$
    select exists (select from unnest(p_ones) one (id) cross join unnest(p_others) other (id)
                    where logic.is_same_human(one.id, other.id))
$$;

-- The treasurer (thủ quỹ) is not the bookkeeper (kế toán) of a club, by whatever accounts.
create function logic.keep_money_apart() returns trigger language plpgsql as $$
begin
    if exists (
        select from assignments a
         where a.club_id = new.club_id and a.role in ('club_bookkeeper', 'club_treasurer') and a.role <> new.role
           and daterange(a.valid_from, a.valid_to, '[]') && daterange(new.valid_from, new.valid_to, '[]')
           and logic.are_same_humans(array_remove(array[a.user_id, a.acting_for], null),
                                     array_remove(array[new.user_id, new.acting_for], null)))
    then
        raise exception 'bookkeeper and treasurer are two people' using errcode = 'check_violation',
            constraint = 'assignments_money_apart';
    end if;
    return new;
end $$;
create trigger assignments_keep_money_apart before insert or update of user_id, role, club_id, valid_from, valid_to
    on assignments for each row when (new.role in ('club_bookkeeper', 'club_treasurer'))
    execute function logic.keep_money_apart();
