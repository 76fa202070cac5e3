-- Counts the people of these clubs anew, as of a day: the calendar year until then.
create function logic.count_clubs(p_which uuid[], p_day date) returns bigint language plpgsql as $$
begin
    insert into club_metrics
    select m.* from logic.people_on(p_which, date_trunc('year', p_day)::date, p_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, members, women, sex_unknown, older, older_approximate, birth_unknown, poor, near_poor, difficult,
            ethnic_minority, disabled, lives_alone, applicants, older_women, from_55, from_80, joined, left_club,
            households_poor_before, households_escaped) =
           (excluded.counted_on, excluded.members, excluded.women, excluded.sex_unknown, excluded.older,
            excluded.older_approximate, excluded.birth_unknown, excluded.poor, excluded.near_poor,
            excluded.difficult, excluded.ethnic_minority, excluded.disabled, excluded.lives_alone,
            excluded.applicants, excluded.older_women, excluded.from_55, excluded.from_80, excluded.joined,
            excluded.left_club, excluded.households_poor_before, excluded.households_escaped);
    return logic.count_standing(p_which);
end $$;
