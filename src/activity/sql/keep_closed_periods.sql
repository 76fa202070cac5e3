-- What is over and reported is not rewritten: a done activity is not dated into a period that the club has closed.
create function logic.keep_closed_periods() returns trigger language plpgsql as $$
declare
    closed date;
begin
    select closed_through into closed from ledgers where club_id = new.club_id for share;
    if new.ends_on <= closed then
        raise exception 'the period is closed' using errcode = 'check_violation',
            constraint = 'activities_period_open', detail = json_build_object('closed_through', closed);
    end if;
    return new;
end $$;
create trigger activities_keep_closed_periods before insert or update on activities
    for each row when (new.state = 'done') execute function logic.keep_closed_periods();
