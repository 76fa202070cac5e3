-- Voids the tokens of whoever gains or loses a right. By trigger, so that no way of changing a right can leave an old
-- token alive. A role that hangs on another seat from now on is the same right.
create function logic.void_tokens_of_assignee() returns trigger language plpgsql as $$
begin
    update users set token_version = token_version + 1
     where id in (new.user_id, old.user_id);
    return null;
end $$;
create trigger assignments_void_tokens
    after insert or delete or update of user_id, role, unit_id, club_id, valid_from, valid_to on assignments for each row execute function logic.void_tokens_of_assignee();

-- Tells every instance whose tokens are void: the id, on the channel `users`.
create function logic.tell_of_user() returns trigger language plpgsql as $$
begin
    perform pg_notify('users', new.id::text);
    return null;
end $$;
create trigger users_tell after update of token_version, disabled_at on users
    for each row execute function logic.tell_of_user();

-- Voids the tokens of an account that is linked with its person, or is so no more: they say who she is.
create function logic.void_tokens_of_linked() returns trigger language plpgsql as $$
begin
    update users set token_version = token_version + 1 where id = new.id;
    return null;
end $$;
create trigger users_void_tokens after update of person_confirmed_at on users
    for each row when (old.person_confirmed_at is distinct from new.person_confirmed_at)
    execute function logic.void_tokens_of_linked();
