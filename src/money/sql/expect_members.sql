-- How many were expected at a meeting? The members of its day, known once and for all when it is entered.
create function logic.expect_members() returns trigger language plpgsql as $$
begin
    select count(*) into new.expected
      from logic.members_on(array[new.club_id], new.held_on) m where m.state = 'active';
    return new;
end $$;
create trigger meetings_expect_members before insert on meetings for each row execute function logic.expect_members();
