-- Is a club silent on a day (1) or not (0)? Running, and in three whole months nothing was posted or done.
create function logic.is_silent(p_running smallint, p_posted_on date, p_done_on date, p_day date) returns smallint
    language sql immutable parallel safe as $$
    select (p_running = 1 and greatest(p_posted_on, p_done_on) < date_trunc('month', p_day) - interval '3 months')
               ::int::smallint
$$;

-- What do a club's other metric rows make of it? The plans ask for "well managed" (được quản lý tốt) and do not say what
-- it is: here it is a whole board, meetings in five of six months, a regulation, at most 5 % of the principal later than
-- 30 days, and reports in time. Ones and noughts.
create function logic.judged(p_people club_metrics, p_funds fund_metrics, p_lending lending_metrics,
                             p_activities activity_metrics, p_management management_metrics)
    returns standing_metrics language sql immutable parallel safe as $$
    select p_people.club_id, (p_management.running * p_activities.all_areas)::smallint, j.well_managed,
           j.enough_borrowers,
           (p_management.running * p_activities.all_areas * j.well_managed * j.enough_borrowers)::smallint,
           (p_management.running = 1 and p_funds.has_both_funds and p_management.regulated = 1)::int::smallint,
           (p_management.running = 1 and p_funds.first_funding_vnd >= 20000000)::int::smallint,
           (p_management.running = 1 and p_funds.first_funding_vnd >= 30000000)::int::smallint,
           logic.is_silent(p_management.running, p_funds.last_on, p_management.last_on,
                           greatest(p_funds.counted_on, p_management.counted_on))
      from (select (p_management.running = 1 and p_management.board_valid = 1 and p_management.meets_monthly = 1
                    and p_management.regulated = 1
                    and p_lending.late_30_vnd * 100 <= p_lending.outstanding_vnd * 5
                    and p_management.reports_in_time = p_management.reports_due)::int::smallint as well_managed,
                   (p_management.running = 1 and p_people.members > 0
                    and p_lending.borrowers_ever * 2 >= p_people.members)::int::smallint as enough_borrowers) j
$$;

-- Which of these clubs are silent on a day? The one judgement that a past day can give without counting everything.
create function logic.silence_on(p_which uuid[], p_day date) returns table (club_id uuid, silent smallint)
    language sql stable parallel safe as $$
    select m.club_id,
           logic.is_silent(m.running,
                           (select max(e.on_day) from ledger_entries e
                             where e.club_id = m.club_id and e.on_day <= p_day),
                           m.last_on, p_day)
      from logic.management_on(p_which, p_day, p_day) m
$$;
