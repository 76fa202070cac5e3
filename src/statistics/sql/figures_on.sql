-- All figures of these clubs at the end of a day and since another, a row a club. Each kind is counted by itself: joined
-- into one statement, PostgreSQL plans them as one, badly.
create function logic.figures_on(p_which uuid[], p_since date, p_day date)
    returns table (club_id uuid, club_metrics club_metrics, fund_metrics fund_metrics,
                   lending_metrics lending_metrics, repayment_metrics repayment_metrics,
                   activity_metrics activity_metrics, management_metrics management_metrics,
                   standing_metrics standing_metrics)
    language sql stable parallel safe as $$
    with k as materialized (select p as row, p.club_id from logic.people_on(p_which, p_since, p_day) p),
         f as materialized (select p as row, p.club_id from logic.funds_on(p_which, p_since, p_day) p),
         l as materialized (select p as row, p.club_id from logic.lending_on(p_which, p_since, p_day) p),
         r as materialized (select p as row, p.club_id from logic.repaid_on(p_which, p_since, p_day) p),
         a as materialized (select p as row, p.club_id from logic.activities_on(p_which, p_since, p_day) p),
         m as materialized (select p as row, p.club_id from logic.management_on(p_which, p_since, p_day) p)
    select k.club_id, k.row, f.row, l.row, r.row, a.row, m.row, logic.judged(k.row, f.row, l.row, a.row, m.row)
      from k join f on f.club_id = k.club_id join l on l.club_id = k.club_id join r on r.club_id = k.club_id
      join a on a.club_id = k.club_id join m on m.club_id = k.club_id
$$;
