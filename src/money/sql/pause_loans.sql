-- Lets these loans stand still through the pauses that hold for them, and through no other. A pause holds for a loan that
-- ran on one of its days and whose club lay in the place of the pause then, whichever of them was entered first. What
-- somebody owes who died stands still from that day on, unless the club has decided otherwise. Every loan of which this
-- changes anything gets another version. How many did?
create function logic.pause_loans(p_which uuid[], p_by uuid) returns bigint language sql as $$
    with due as materialized (
         select n.id as loan_id, p.id as pause_id, p.from_day, p.to_day
           from loans n
           join clubs k on k.id = n.club_id
           join repayment_pauses p on n.disbursed_on <= p.to_day and (n.closed_on is null or n.closed_on >= p.from_day)
          cross join lateral (select greatest(p.from_day, n.disbursed_on, k.proposed_on) as day) f
           join club_placements c on c.club_id = n.club_id and c.is_main
                and f.day between c.valid_from and coalesce(c.valid_to, date 'infinity')
           join unit_versions v on v.unit_id = c.hamlet_id
                and f.day between v.valid_from and coalesce(v.valid_to, date 'infinity')
                and p.unit_id in (v.unit_id, v.commune_id, v.district_id, v.province_id)
          where n.id = any (p_which)),
         ended as (
         delete from loan_freezes f
          where f.loan_id = any (p_which) and f.pause_id is not null
            and not exists (select from due d where d.loan_id = f.loan_id and d.pause_id = f.pause_id)
         returning f.loan_id),
         held as (
         insert into loan_freezes as f (id, loan_id, kind, from_day, to_day, pause_id, recorded_by)
         select gen_random_uuid(), d.loan_id, 'disaster', d.from_day, d.to_day, d.pause_id, p_by from due d
             on conflict (loan_id, pause_id) do update
            set from_day = excluded.from_day, to_day = excluded.to_day, version = f.version + 1
          where (f.from_day, f.to_day) is distinct from (excluded.from_day, excluded.to_day)
         returning f.loan_id),
         of_the_dead as (
         insert into loan_freezes (id, loan_id, kind, from_day, recorded_by)
         select gen_random_uuid(), n.id, 'death', p.died_on, p_by
           from loans n join memberships m on m.id = n.member_id join persons p on p.id = m.person_id
          where n.id = any (p_which) and n.state = 'active' and p.died_on is not null
            and not exists (select from loan_freezes f where f.loan_id = n.id and f.kind = 'death')
         returning loan_id),
         changed as (
         update loans n set version = n.version + 1
          where n.id in (select loan_id from ended union select loan_id from held union select loan_id from of_the_dead)
         returning 1)
    select count(*) from changed
$$;
