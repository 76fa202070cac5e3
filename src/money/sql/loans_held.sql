-- Whose loan was a loan at the end of a day, and under which membership did it stand there? A loan went on to the next
-- club when its own was merged away.
create function logic.holder_of(p_loan uuid, p_day date) returns table (club_id uuid, member_id uuid)
    language sql stable parallel safe as $$
    select coalesce(t.from_club_id, n.club_id), coalesce(t.from_member_id, n.member_id)
      from loans n
      left join lateral (
           select m.from_club_id, m.from_member_id from loan_transfers m
            where m.loan_id = n.id and m.on_day > p_day order by m.number limit 1) t on true
     where n.id = p_loan
$$;

-- Which loans and applications were these clubs' at the end of a day, under which membership?
create function logic.loans_held(p_which uuid[], p_day date) returns table (club_id uuid, member_id uuid, loan loans)
    language sql stable parallel safe as $$
    select coalesce(t.from_club_id, n.club_id), coalesce(t.from_member_id, n.member_id), n
      from loans n
      left join lateral (
           select m.from_club_id, m.from_member_id from loan_transfers m
            where m.loan_id = n.id and m.on_day > p_day order by m.number limit 1) t on true
     where (n.club_id = any (p_which)
            or n.id = any (array(select m.loan_id from loan_transfers m
                                  where m.from_club_id = any (p_which) and m.on_day > p_day)))
       and coalesce(t.from_club_id, n.club_id) = any (p_which)
$$;
