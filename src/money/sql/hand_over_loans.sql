-- Hands all loans and applications of a club to the one into which it is merged on a day: each keeps its id, gets the
-- next number there, and stands under the membership that continues its borrower's, where one does (p_left and p_arrived
-- are those memberships, pair by pair). How many?
create function logic.hand_over_loans(p_club uuid, p_into uuid, p_day date, p_left uuid[], p_arrived uuid[])
    returns bigint language sql as $$
    insert into loan_transfers (loan_id, number, from_club_id, from_member_id, from_number, on_day)
    select n.id, 1 + (select count(*) from loan_transfers t where t.loan_id = n.id), n.club_id, n.member_id, n.number, p_day
      from loans n where n.club_id = p_club;
    with moved as (
    update loans n
       set club_id = p_into, number = l.number + o.place, member_id = coalesce(o.arrived, n.member_id),
           version = n.version + 1
      from (select m.id, a.arrived, (row_number() over (order by m.number))::int as place
              from loans m left join unnest(p_left, p_arrived) a (membership, arrived) on a.membership = m.member_id
             where m.club_id = p_club) o
     cross join (select coalesce(max(m.number), 0) as number from loans m where m.club_id = p_into) l
     where n.id = o.id
    returning 1)
    select count(*) from moved
$$;
