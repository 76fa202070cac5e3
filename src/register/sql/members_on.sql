-- Who were the members of these clubs, and who had applied, on a day? A row a membership.
create function logic.members_on(p_which uuid[], p_day date) returns table (club_id uuid, member_id uuid, state text)
    language sql stable parallel safe as $$
    select s.club_id, s.membership_id, s.state from membership_states s
     where s.club_id = any (p_which) and s.state in ('active', 'applied')
       and s.valid_from <= p_day and (s.valid_to is null or s.valid_to >= p_day)
$$;
