-- What can be counted of a metric row, each under the name of its table and column? Of a yes, one.
create function logic.countable(p_table text, p_metrics jsonb) returns table (name text, value bigint)
    language sql immutable as $$
    select p_table || '.' || e.key,
           case jsonb_typeof(e.value) when 'boolean' then (e.value::text = 'true')::int::bigint
                                      else e.value::text::bigint end
      from jsonb_each(p_metrics) e
     where jsonb_typeof(e.value) in ('number', 'boolean')
$$;

-- What do all metric rows of all clubs say? A row a club and column.
create view logic.metrics_of_clubs as
    select m.club_id, k.name, k.value from club_metrics m
     cross join lateral logic.countable('club_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from fund_metrics m
     cross join lateral logic.countable('fund_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from lending_metrics m
     cross join lateral logic.countable('lending_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from repayment_metrics m
     cross join lateral logic.countable('repayment_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from activity_metrics m
     cross join lateral logic.countable('activity_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from management_metrics m
     cross join lateral logic.countable('management_metrics', to_jsonb(m)) k
    union all
    select m.club_id, k.name, k.value from standing_metrics m
     cross join lateral logic.countable('standing_metrics', to_jsonb(m)) k;
