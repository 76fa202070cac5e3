-- Figures of many clubs at once. Each kind is counted by itself: joined into one statement, PostgreSQL plans them as one,
-- badly. What belongs to a loan or a repayment is fetched by its key (offset 0 keeps it so), for some clubs have few of
-- them all, and repayments are read once instead of three times.
create or replace function figures_on(which uuid[], since date, day date)
    returns table (club_id uuid, club_metrics club_metrics, fund_metrics fund_metrics, lending_metrics lending_metrics,
                   repayment_metrics repayment_metrics, activity_metrics activity_metrics,
                   management_metrics management_metrics, standing_metrics standing_metrics)
    language sql stable parallel safe as $$
    with k as materialized (select p as row, p.club_id from people_on(which, since, day) p),
         f as materialized (select p as row, p.club_id from funds_on(which, since, day) p),
         l as materialized (select p as row, p.club_id from lending_on(which, since, day) p),
         r as materialized (select p as row, p.club_id from repaid_on(which, since, day) p),
         a as materialized (select p as row, p.club_id from activities_on(which, since, day) p),
         m as materialized (select p as row, p.club_id from management_on(which, since, day) p)
    select k.club_id, k.row, f.row, l.row, r.row, a.row, m.row, judged(k.row, f.row, l.row, a.row, m.row)
      from k join f on f.club_id = k.club_id join l on l.club_id = k.club_id join r on r.club_id = k.club_id
      join a on a.club_id = k.club_id join m on m.club_id = k.club_id
$$;

create or replace function repaid_on(which uuid[], since date, day date) returns setof repayment_metrics
    language sql stable parallel safe as $$
    with paid as materialized (
         select r.club_id, r.loan_id, r.paid_on, l.instalment, l.part, l.amount_vnd
           from repayments r
          cross join lateral (select * from repayment_lines l where l.repayment_id = r.id offset 0) l
          where r.club_id = any (which) and r.reversed_by is null)
    select c.id, day, least(make_date(extract(year from day)::int, 12, 31), d.next_due - 1),
           coalesce(d.due, 0)::bigint, coalesce(d.in_time, 0)::bigint, coalesce(r.received, 0)::bigint,
           coalesce(r.prepaid, 0)::bigint, coalesce(d.arrears_before, 0)::bigint, coalesce(o.before, 0)::bigint,
           coalesce(o.written_off, 0)::bigint, coalesce(r.recovered, 0)::bigint
      from clubs c
      left join (
           select i.club_id,
                  sum(i.principal_vnd) filter (where i.due_on between since and day) as due,
                  sum(least(i.principal_vnd, i.in_time)) filter (where i.due_on between since and day) as in_time,
                  sum(i.principal_vnd - coalesce(least(i.principal_vnd, i.before), 0)) filter (where i.due_on < since)
                      as arrears_before,
                  min(i.due_on) filter (where i.due_on > day and i.closed_on is null) as next_due
             from (select n.club_id, n.closed_on, i.due_on, i.principal_vnd,
                          sum(p.amount_vnd) filter (where p.paid_on <= least(i.due_on, day)) as in_time,
                          sum(p.amount_vnd) filter (where p.paid_on < since) as before
                     from loans n
                     cross join lateral (select * from loan_instalments i where i.loan_id = n.id offset 0) i
                     left join paid p on p.loan_id = i.loan_id and p.instalment = i.number and p.part = 'principal'
                    where n.club_id = any (which) and n.disbursed_on <= day
                      and (n.closed_on is null or (n.closed_on >= since and i.due_on <= n.closed_on))
                      -- of the version that held when it fell due
                      and (i.schedule = n.schedule_number
                           or not exists (select from loan_schedules v
                                           where v.loan_id = n.id and v.number > i.schedule
                                             and v.effective_on <= i.due_on and v.effective_on <= day))
                    group by n.club_id, n.closed_on, i.loan_id, i.schedule, i.number, i.due_on, i.principal_vnd) i
            group by i.club_id) d on d.club_id = c.id
      left join (
           select r.club_id, sum(r.amount_vnd) filter (where r.part = 'principal') as received,
                  sum(r.amount_vnd) filter (where r.part = 'advance_principal') as prepaid,
                  sum(r.amount_vnd) filter (where r.part = 'recovery') as recovered
             from paid r
            where r.paid_on between since and day
            group by r.club_id) r on r.club_id = c.id
      left join (
           select n.club_id,
                  sum(n.outstanding_vnd + coalesce(a.repaid, 0)
                      + case when n.state = 'written_off' and n.closed_on >= since then n.written_off_vnd else 0 end)
                      filter (where n.disbursed_on < since) as before,
                  sum(n.written_off_vnd) filter (where n.state = 'written_off' and n.closed_on between since and day)
                      as written_off
             from loans n
             left join (
                  select r.loan_id, sum(r.amount_vnd) as repaid
                    from paid r
                   where r.paid_on >= since and r.part in ('principal', 'advance_principal')
                   group by r.loan_id) a on a.loan_id = n.id
            where n.club_id = any (which) and n.disbursed_on <= day and (n.closed_on is null or n.closed_on >= since)
            group by n.club_id) o on o.club_id = c.id
     where c.id = any (which)
$$;

-- The same in three others: whole tables are not read for the sake of some clubs, and what a closed loan does not need is
-- not looked for.
do $$
declare
    edit record;
    made text;
begin
    for edit in select * from (values
        ('people_on', 'join memberships n on n.id = s.member_id',
         'join memberships n on n.club_id = any (which) and n.id = s.member_id'),
        ('people_on', 'h.year = extract(year from day)', 'h.year = extract(year from day)::smallint'),
        ('people_on', 'b.year = extract(year from since - 1)', 'b.year = extract(year from since - 1)::smallint'),
        ('loans_on', 'from repayments r join repayment_lines l on l.repayment_id = r.id',
         'from repayments r
             cross join lateral (select * from repayment_lines l where l.repayment_id = r.id offset 0) l'),
        ('loans_on', 'i.loan_id = n.id and i.schedule = v.number',
         'i.loan_id = n.id and i.schedule = v.number and (n.closed_on is null or n.closed_on > day)')
        ) e (name, was, becomes) loop
        made := (select pg_get_functiondef(p.oid) from pg_proc p
                  where p.proname = edit.name and p.pronamespace = 'public'::regnamespace);
        if position(edit.was in made) = 0 then
            raise exception '% is not as expected', edit.name;
        end if;
        execute replace(made, edit.was, edit.becomes);
    end loop;
end $$;

-- Sums of whole numbers as one of their kind, so that nobody has to cast them.
create aggregate total(bigint) (sfunc = int8pl, stype = bigint, initcond = '0', combinefunc = int8pl, parallel = safe);

-- The ends of the months of a year: what curves are drawn through.
create or replace function keep_some_past_figures(at_most integer) returns bigint language plpgsql as $$
declare
    today    date := today_in_vietnam();
    period   record;
    missing  uuid[];
begin
    insert into past_periods as p (since, day, asked_on, wanted)
    select date_trunc('year', e.day)::date, e.day, today, true
      from (select (date_trunc('month', today) - interval '1 day' - n * interval '1 month')::date as day
              from generate_series(0, 11) n) e
     union
    select r.since, r.until, today, true from report_periods r where r.until < today and r.until > today - 400
    on conflict (since, day) do update set asked_on = excluded.asked_on, wanted = true
     where p.asked_on < excluded.asked_on or not p.wanted;
    delete from past_periods where asked_on < today - 60;
    -- however many days are asked for, so many are kept at most: those asked for last
    delete from past_periods p
     using (select since, day from past_periods order by asked_on desc, wanted desc, day desc offset 200) old
     where p.since = old.since and p.day = old.day;
    for period in select p.since, p.day from past_periods p where p.wanted order by p.asked_on desc, p.day desc, p.since loop
        missing := array(
            select c.id from clubs c
             where c.proposed_on <= period.day and (c.ended_on is null or c.ended_on > period.day)
               and not exists (select from past_figures f
                                where f.since = period.since and f.day = period.day and f.club_id = c.id)
             order by c.id limit at_most);
        if cardinality(missing) > 0 then
            return keep_past_figures(missing, period.since, period.day);
        end if;
    end loop;
    return 0;
end $$;

-- Where what is kept of a past day is not what is counted of it now, period by period: nowhere.
drop function past_astray(uuid[]);
create function past_astray(which uuid[], from_day date, on_day date)
    returns table (club_id uuid, name text, kept text, counted text) language sql stable as $$
    select p.club_id, b.key || ' on ' || on_day || ' since ' || from_day, a.value::text, b.value::text
      from past_figures p
      join figures_on(array(select k.club_id from past_figures k
                             where k.since = from_day and k.day = on_day and k.club_id = any (which)), from_day, on_day) f
           on f.club_id = p.club_id
     cross join lateral (select
           to_jsonb(p.club_metrics) || to_jsonb(p.fund_metrics) || to_jsonb(p.lending_metrics) || to_jsonb(p.repayment_metrics)
           || to_jsonb(p.activity_metrics) || to_jsonb(p.management_metrics) || to_jsonb(p.standing_metrics) as kept,
           to_jsonb(f.club_metrics) || to_jsonb(f.fund_metrics) || to_jsonb(f.lending_metrics) || to_jsonb(f.repayment_metrics)
           || to_jsonb(f.activity_metrics) || to_jsonb(f.management_metrics) || to_jsonb(f.standing_metrics) as counted) w
     cross join lateral jsonb_each(w.counted) b
      join lateral jsonb_each(w.kept) a on a.key = b.key
     where p.since = from_day and p.day = on_day and b.key <> 'valid_through' and a.value is distinct from b.value
$$;
