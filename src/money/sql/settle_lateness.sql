-- Brings since when these loans are late, and through which day they stand still, in line with their instalments, their
-- payments and their pauses, as of a day: what a single loan's file says of it, for many at once. How many changed?
create function logic.settle_lateness(p_which uuid[], p_day date) returns bigint language sql as $$
    with settled as (
    update loans n
       set late_since = d.due_on + p.days, frozen_until = h.through, version = n.version + 1
      from loans o
      -- the oldest instalment that is not fully paid
      cross join lateral (
           select min(i.due_on) as due_on
             from loan_instalments i
             left join (select l.instalment,
                               sum(l.amount_vnd) filter (where l.part = 'principal') as principal_vnd,
                               sum(l.amount_vnd) filter (where l.part = 'interest') as interest_vnd
                          from repayments r join repayment_lines l on l.repayment_id = r.id
                         where r.loan_id = o.id and r.reversed_by is null and not r.recovery and r.paid_on <= p_day
                         group by l.instalment) paid on paid.instalment = i.number
            where i.loan_id = o.id and i.schedule = o.schedule_number
              and (i.principal_vnd > coalesce(paid.principal_vnd, 0)
                   or i.interest_vnd > coalesce(paid.interest_vnd, 0))) d
      -- the last day that is known to be paused, of the pauses that have begun
      cross join lateral (
           select greatest(d.due_on, max(f.to_day) filter (where f.from_day <= p_day)) as last_day,
                  max(coalesce(f.to_day, date '2199-12-31'))
                      filter (where p_day between f.from_day and coalesce(f.to_day, p_day)) as through,
                  range_agg(daterange(f.from_day, f.to_day, '[]')) as paused
             from loan_freezes f where f.loan_id = o.id) h
      -- how many days since were paused, each counted once
      cross join lateral (
           select coalesce(sum(upper(r) - lower(r)), 0)::int as days
             from unnest(h.paused * datemultirange(daterange(d.due_on, h.last_day, '(]'))) r) p
     where n.id = o.id and o.id = any (p_which) and o.state = 'active' and d.due_on is not null
       and (n.late_since, n.frozen_until) is distinct from (d.due_on + p.days, h.through)
    returning 1)
    select count(*) from settled
$$;

-- The same for all open loans of these clubs: what was settled on a day that has not come is settled as of today.
create function logic.settle_clubs(p_which uuid[], p_day date) returns bigint language sql as $$
    select logic.settle_lateness(
               array(select n.id from loans n where n.club_id = any (p_which) and n.state = 'active'), p_day)
$$;
