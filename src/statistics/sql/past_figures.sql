-- Which is the last day of which everybody who entered something of it as today is done? What was entered before a
-- midnight may be committed a moment after it: figures of a day are not kept before.
create function logic.settled_through() returns date language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('lien_the_he.today', true), '')::date,
                    ((now() - interval '5 minutes') at time zone 'Asia/Ho_Chi_Minh')::date) - 1
$$;

-- What is kept of past days and holds? Of no day that is not over, whatever the clock once said.
create view logic.valid_past_figures as
    select f.* from past_figures f
     where f.day <= (select logic.settled_through())
       and not exists (select from late_entries e where e.club_id = f.club_id and e.on_day <= f.day
                                                  and not e.moved);

-- Counts and keeps what is missing of a period. Of how many clubs? What has been entered late is not taken in meanwhile;
-- two who keep the same figures keep them in one order.
create function logic.keep_past_figures(p_which uuid[], p_since date, p_day date) returns bigint language plpgsql
    set plan_cache_mode = force_custom_plan as $$
declare
    missing uuid[];
begin
    if p_day > logic.settled_through() then
        return 0;
    end if;
    perform pg_advisory_xact_lock_shared(38);
    insert into past_periods (since, day, asked_on) values (p_since, p_day, logic.today_in_vietnam())
    on conflict (since, day) do nothing;
    missing := array(select w from unnest(p_which) w
                      where not exists (select from past_figures p
                                         where p.since = p_since and p.day = p_day and p.club_id = w));
    insert into past_figures
    select p_since, p_day, f.* from logic.figures_on(missing, p_since, p_day) f order by f.club_id
    on conflict (since, day, club_id) do nothing;
    return cardinality(missing);
end $$;
