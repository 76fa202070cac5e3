-- Where do the metric rows of these clubs say something else of a day than the facts? Nowhere.
create function logic.metrics_astray(p_which uuid[], p_day date)
    returns table (club_id uuid, name text, kept text, counted text)
    language sql stable as $$
    select c.id, d.of_table || '.' || b.key, a.value::text, b.value::text
      from clubs c
      join (
           select f.club_id, 'club_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from logic.people_on(p_which, date_trunc('year', p_day)::date, p_day) f
             left join club_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'fund_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from logic.funds_on(p_which, date_trunc('year', p_day)::date, p_day) f
             left join fund_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'lending_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from logic.lending_on(p_which, date_trunc('year', p_day)::date, p_day) f
             left join lending_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'repayment_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from logic.repaid_on(p_which, date_trunc('year', p_day)::date, p_day) f
             left join repayment_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'activity_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from logic.activities_on(p_which, date_trunc('year', p_day)::date, p_day) f
             left join activity_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'management_metrics' as of_table, to_jsonb(k) as kept, to_jsonb(f) as counted
             from logic.management_on(p_which, date_trunc('year', p_day)::date, p_day) f
             left join management_metrics k on k.club_id = f.club_id
            union all
           select f.club_id, 'standing_metrics', to_jsonb(k), to_jsonb(f.standing_metrics)
             from logic.figures_on(p_which, date_trunc('year', p_day)::date, p_day) f
             left join standing_metrics k on k.club_id = f.club_id) d on d.club_id = c.id
     cross join lateral jsonb_each(d.counted) b
      left join lateral jsonb_each(d.kept) a on a.key = b.key
     where b.key not in ('counted_on', 'valid_through') and a.value is distinct from b.value
$$;
