drop function past_astray(uuid[]);
do $$
declare
    made record;
begin
    for made in select t.tgname, t.tgrelid::regclass as of_table, p.oid::regprocedure as code from pg_trigger t
                  join pg_proc p on p.oid = t.tgfoid where p.proname ~ '^forget_past_[0-9]+$'
    loop
        execute format('drop trigger %I on %s', made.tgname, made.of_table);
        execute format('drop function %s', made.code);
    end loop;
end $$;
drop function forget_past_figures(uuid[], date[]);
drop function keep_some_past_figures(integer);
drop function keep_past_figures(uuid[], date, date);
drop function today_in_vietnam();
drop table past_figures;
drop table past_periods;
drop function silence_on(uuid[], date);
create or replace function judged(k club_metrics, f fund_metrics, l lending_metrics, a activity_metrics, m management_metrics)
    returns standing_metrics language sql immutable parallel safe as $$
    select k.club_id, (m.running * a.all_areas)::smallint, j.well_managed, j.enough_borrowers,
           (m.running * a.all_areas * j.well_managed * j.enough_borrowers)::smallint,
           (m.running = 1 and f.has_both_funds and m.regulated = 1)::int::smallint,
           (m.running = 1 and f.first_funding_vnd >= 20000000)::int::smallint,
           (m.running = 1 and f.first_funding_vnd >= 30000000)::int::smallint,
           (m.running = 1 and greatest(f.last_on, m.last_on)
                              < date_trunc('month', greatest(f.counted_on, m.counted_on)) - interval '3 months')
               ::int::smallint
      from (select (m.running = 1 and m.board_valid = 1 and m.meets_monthly = 1 and m.regulated = 1
                    and l.late_30_vnd * 100 <= l.outstanding_vnd * 5 and m.reports_in_time = m.reports_due)::int::smallint
                       as well_managed,
                   (m.running = 1 and k.members > 0 and l.borrowers_ever * 2 >= k.members)::int::smallint
                       as enough_borrowers) j
$$;
drop function is_silent(smallint, date, date, date);
drop index clubs_running_by_commune;
drop index unit_versions_communes_ended;
drop index unit_versions_communes;
