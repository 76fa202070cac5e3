create or replace function keep_past_figures(which uuid[], from_day date, on_day date) returns bigint language plpgsql
    set plan_cache_mode = force_custom_plan as $$
declare
    missing uuid[];
begin
    if on_day >= today_in_vietnam() or not pg_try_advisory_xact_lock(38) then
        return 0;
    end if;
    insert into past_periods (since, day, asked_on) values (from_day, on_day, today_in_vietnam())
    on conflict (since, day) do update set asked_on = excluded.asked_on where past_periods.asked_on < excluded.asked_on;
    missing := array(select w from unnest(which) w
                      where not exists (select from past_figures p
                                         where p.since = from_day and p.day = on_day and p.club_id = w));
    insert into past_figures select from_day, on_day, f.* from figures_on(missing, from_day, on_day) f;
    return cardinality(missing);
end $$;
drop function settled_through();
