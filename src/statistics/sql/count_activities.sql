-- Counts what these clubs do anew, as of a day: the calendar year until then.
create function logic.count_activities(p_which uuid[], p_day date) returns bigint language plpgsql as $$
begin
    insert into activity_metrics
    select m.* from logic.activities_on(p_which, date_trunc('year', p_day)::date, p_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, valid_through, income, health_care, home_care, self_help, rights, communication, sport_culture,
            resource_mobilisation, all_areas, activities, turns, meetings, attendance, volunteers, care_cases,
            care_visits, checked, checked_twice, insured, trainings, training_turns, exchange_visits,
            monitoring_visits, awards, self_help_actions, rights_cases, mobilised_cash_vnd, mobilised_kind_vnd,
            labour_half_days) =
           (excluded.counted_on, excluded.valid_through, excluded.income, excluded.health_care, excluded.home_care,
            excluded.self_help, excluded.rights, excluded.communication, excluded.sport_culture,
            excluded.resource_mobilisation, excluded.all_areas, excluded.activities, excluded.turns,
            excluded.meetings, excluded.attendance, excluded.volunteers, excluded.care_cases,
            excluded.care_visits, excluded.checked, excluded.checked_twice, excluded.insured, excluded.trainings,
            excluded.training_turns, excluded.exchange_visits, excluded.monitoring_visits, excluded.awards,
            excluded.self_help_actions, excluded.rights_cases, excluded.mobilised_cash_vnd,
            excluded.mobilised_kind_vnd, excluded.labour_half_days);
    return logic.count_management(p_which, p_day);
end $$;
