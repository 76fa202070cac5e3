-- Writes what follows from the other metric rows of these clubs. Each row is written in the transaction that changes its
-- facts; one that would say the same is left as it is.
create function logic.count_standing(p_which uuid[]) returns bigint language plpgsql as $$
begin
    insert into standing_metrics as s
    select (logic.judged(k, f, l, a, m)).* from club_metrics k
      join fund_metrics f on f.club_id = k.club_id
      join lending_metrics l on l.club_id = k.club_id
      join activity_metrics a on a.club_id = k.club_id
      join management_metrics m on m.club_id = k.club_id
     where k.club_id = any (p_which) order by k.club_id
    on conflict (club_id) do update set
           (whole, well_managed, enough_borrowers, dual_standard, self_managed, first_20m, first_30m, silent) =
           (excluded.whole, excluded.well_managed, excluded.enough_borrowers, excluded.dual_standard,
            excluded.self_managed, excluded.first_20m, excluded.first_30m, excluded.silent)
     where (s.whole, s.well_managed, s.enough_borrowers, s.dual_standard, s.self_managed, s.first_20m, s.first_30m,
            s.silent)
           is distinct from
           (excluded.whole, excluded.well_managed, excluded.enough_borrowers, excluded.dual_standard,
            excluded.self_managed, excluded.first_20m, excluded.first_30m, excluded.silent);
    return cardinality(p_which);
end $$;
