-- Counts anew how these clubs are run, as of a day: the calendar year until then.
create function logic.count_management(p_which uuid[], p_day date) returns bigint language plpgsql as $$
begin
    insert into management_metrics
    select m.* from logic.management_on(p_which, date_trunc('year', p_day)::date, p_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, valid_through, running, new_club, existed_before, maintained, months, expected, board_valid,
            meets_monthly, regulated, board_trained, reports_due, reports_in_time, last_on) =
           (excluded.counted_on, excluded.valid_through, excluded.running, excluded.new_club, excluded.existed_before,
            excluded.maintained, excluded.months, excluded.expected, excluded.board_valid,
            excluded.meets_monthly, excluded.regulated, excluded.board_trained, excluded.reports_due,
            excluded.reports_in_time, excluded.last_on);
    return logic.count_standing(p_which);
end $$;

-- Boards, regulations and reports are no part of what the program counts by itself.
create function logic.count_their_management() returns trigger language plpgsql as $$
begin
    perform logic.count_management(array(select distinct club_id from added), logic.today_in_vietnam());
    return null;
end $$;
create trigger board_terms_count_new after insert on board_terms referencing new table as added
    for each statement execute function logic.count_their_management();
create trigger board_terms_count_changed after update on board_terms referencing new table as added
    for each statement execute function logic.count_their_management();
create trigger board_positions_count_new after insert on board_positions referencing new table as added
    for each statement execute function logic.count_their_management();
create trigger board_positions_count_changed after update on board_positions referencing new table as added
    for each statement execute function logic.count_their_management();
create trigger club_regulations_count_new after insert on club_regulations referencing new table as added
    for each statement execute function logic.count_their_management();

-- The same for reports, which are of units too.
create function logic.count_their_reports() returns trigger language plpgsql as $$
declare
    which uuid[] := array(select distinct club_id from added where club_id is not null);
begin
    if cardinality(which) > 0 then
        perform logic.count_management(which, logic.today_in_vietnam());
    end if;
    return null;
end $$;
create trigger reports_count_new after insert on reports referencing new table as added
    for each statement execute function logic.count_their_reports();
create trigger reports_count_changed after update on reports referencing new table as added
    for each statement execute function logic.count_their_reports();

-- The same for the state and the days of clubs.
create function logic.count_their_state() returns trigger language plpgsql as $$
declare
    which uuid[];
begin
    select array_agg(a.id) into which from added a join removed r on r.id = a.id
     where (a.state, a.established_on, a.launched_on, a.ended_on)
           is distinct from (r.state, r.established_on, r.launched_on, r.ended_on);
    if which is not null then
        perform logic.count_management(which, logic.today_in_vietnam());
    end if;
    return null;
end $$;

-- after clubs_sum_up, which has to see the rows as they were
create trigger clubs_to_count after update on clubs referencing old table as removed new table as added
    for each statement execute function logic.count_their_state();
