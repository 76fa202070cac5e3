do $$
declare
    made text;
begin
    foreach made in array array['loans_on', 'count_their_management', 'count_their_reports', 'count_their_state',
                                'give_metric_rows'] loop
        execute (select replace(pg_get_functiondef(p.oid), 'today_in_vietnam()',
                                '(now() at time zone ''Asia/Ho_Chi_Minh'')::date')
                   from pg_proc p where p.proname = made and p.pronamespace = 'public'::regnamespace);
    end loop;
end $$;
