-- Counts anew how these clubs are run, as of a day: the calendar year until then.
create function logic.count_management(p_which uuid[], p_day date) returns bigint language plpgsql as $$
begin
    insert into management_metrics
    select m.* from logic.management_on(p_which, date_trunc('year', p_day)::date, p_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, valid_through, running, new_club, existed_before, maintained, months, expected, board_valid,
            meets_monthly, regulated, board_trained, reports_due, reports_in_time, last_on, cared_for, visited,
            rights_holders) =
           (excluded.counted_on, excluded.valid_through, excluded.running, excluded.new_club, excluded.existed_before,
            excluded.maintained, excluded.months, excluded.expected, excluded.board_valid,
            excluded.meets_monthly, excluded.regulated, excluded.board_trained, excluded.reports_due,
            excluded.reports_in_time, excluded.last_on, excluded.cared_for, excluded.visited,
            excluded.rights_holders);
    return logic.count_standing(p_which);
end $$;
