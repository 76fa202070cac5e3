-- Where is what is kept of a past period of these clubs not what is counted of it now? Nowhere.
create function logic.past_astray(p_which uuid[], p_since date, p_day date)
    returns table (club_id uuid, name text, kept text, counted text)
    language sql stable as $$
    with p as materialized (
         select k.* from logic.valid_past_figures k
          where k.since = p_since and k.day = p_day and k.club_id = any (p_which))
    select p.club_id, b.key || ' on ' || p_day || ' since ' || p_since, a.value::text, b.value::text
      from p
      join logic.figures_on(array(select p.club_id from p), p_since, p_day) f on f.club_id = p.club_id
     cross join lateral (select
           to_jsonb(p.club_metrics) || to_jsonb(p.fund_metrics) || to_jsonb(p.lending_metrics)
           || to_jsonb(p.repayment_metrics) || to_jsonb(p.activity_metrics) || to_jsonb(p.management_metrics)
           || to_jsonb(p.standing_metrics) as kept,
           to_jsonb(f.club_metrics) || to_jsonb(f.fund_metrics) || to_jsonb(f.lending_metrics)
           || to_jsonb(f.repayment_metrics) || to_jsonb(f.activity_metrics) || to_jsonb(f.management_metrics)
           || to_jsonb(f.standing_metrics) as counted) w
     cross join lateral jsonb_each(w.counted) b
      join lateral jsonb_each(w.kept) a on a.key = b.key
     where b.key <> 'valid_through' and a.value is distinct from b.value
$$;
