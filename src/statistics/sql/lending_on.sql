-- What have these clubs lent by a day, what is outstanding and how late, and what did they lend since another day (đồng,
-- loans, persons)? A row a club.
create function logic.lending_on(p_which uuid[], p_since date, p_day date) returns setof lending_metrics
    language sql stable parallel safe as $$
    select c.id, p_day,
           -- until a loan passes into another class of lateness, a freeze ends, or the year does
           least(make_date(extract(year from p_day)::int, 12, 31), l.next_change - 1),
           coalesce(l.disbursed, 0)::bigint, coalesce(l.disbursed_period, 0)::bigint, coalesce(l.outstanding, 0)::bigint,
           coalesce(l.late, 0)::bigint, coalesce(l.late_30, 0)::bigint, coalesce(l.late_60, 0)::bigint,
           coalesce(l.late_90, 0)::bigint, coalesce(l.rescheduled, 0)::bigint, coalesce(l.frozen, 0)::bigint,
           coalesce(l.written_off, 0)::bigint, coalesce(l.recovered, 0)::bigint, coalesce(l.loans_disbursed, 0)::int,
           coalesce(l.loans_disbursed_period, 0)::int, coalesce(l.loans_open, 0)::int, coalesce(l.loans_late, 0)::int,
           coalesce(l.loans_late_30, 0)::int, coalesce(l.borrowers, 0)::int, coalesce(l.borrowers_late, 0)::int,
           coalesce(m.ever, 0)::int, coalesce(m.period, 0)::int, coalesce(m.in_need, 0)::int,
           coalesce(l.borrowers_late_30, 0)::int, coalesce(l.borrowers_late_60, 0)::int,
           coalesce(l.borrowers_late_90, 0)::int, coalesce(l.borrowers_rescheduled, 0)::int,
           coalesce(l.borrowers_frozen, 0)::int, coalesce(l.borrowers_written_off, 0)::int, coalesce(l.takers, 0)::int,
           coalesce(l.takers_period, 0)::int
      from clubs c
      left join (
           select o.club_id,
                  sum(o.principal_vnd) as disbursed,
                  sum(o.principal_vnd) filter (where o.in_period) as disbursed_period,
                  sum(o.outstanding_vnd) as outstanding,
                  sum(o.outstanding_vnd) filter (where o.days > 0) as late,
                  sum(o.outstanding_vnd) filter (where o.days > 30) as late_30,
                  sum(o.outstanding_vnd) filter (where o.days > 60) as late_60,
                  sum(o.outstanding_vnd) filter (where o.days > 90) as late_90,
                  sum(o.outstanding_vnd) filter (where o.rescheduled) as rescheduled,
                  sum(o.outstanding_vnd) filter (where o.frozen_until >= p_day) as frozen,
                  sum(o.written_off_vnd) as written_off,
                  sum(o.recovered_vnd) as recovered,
                  count(*) as loans_disbursed,
                  count(*) filter (where o.in_period) as loans_disbursed_period,
                  count(*) filter (where o.open) as loans_open,
                  count(*) filter (where o.days > 0) as loans_late,
                  count(*) filter (where o.days > 30) as loans_late_30,
                  count(distinct o.member_id) filter (where o.open) as borrowers,
                  count(distinct o.member_id) filter (where o.days > 0) as borrowers_late,
                  count(distinct o.member_id) filter (where o.days > 30) as borrowers_late_30,
                  count(distinct o.member_id) filter (where o.days > 60) as borrowers_late_60,
                  count(distinct o.member_id) filter (where o.days > 90) as borrowers_late_90,
                  count(distinct o.member_id) filter (where o.open and o.rescheduled) as borrowers_rescheduled,
                  count(distinct o.member_id) filter (where o.open and o.frozen_until >= p_day) as borrowers_frozen,
                  count(distinct o.member_id) filter (where o.written_off_vnd > 0) as borrowers_written_off,
                  count(distinct o.member_id) as takers,
                  count(distinct o.member_id) filter (where o.in_period) as takers_period,
                  min(o.next_change) as next_change
             from (select n.*, n.disbursed_on >= p_since and not n.carried_over as in_period,
                          case when not n.open or n.frozen_until >= p_day then 0 else p_day - n.late_since end as days,
                          least(
                              case when not n.open then null
                                   when n.frozen_until >= p_day then n.frozen_until + 1
                                   when n.late_since >= p_day then n.late_since + 1
                                   when p_day - n.late_since <= 30 then n.late_since + 31
                                   when p_day - n.late_since <= 60 then n.late_since + 61
                                   when p_day - n.late_since <= 90 then n.late_since + 91 end,
                              -- a pause that was entered ahead begins
                              (select min(f.from_day) from loan_freezes f
                                where f.loan_id = n.id and n.open and f.from_day > p_day)) as next_change
                     from logic.loans_on(p_which, p_day) n) o
            group by o.club_id) l on l.club_id = c.id
      left join (
           select p.club_id, count(*) filter (where p.ever) as ever, count(*) filter (where p.period) as period,
                  count(*) filter (where p.period or p.asked) as in_need
             from (select s.club_id, s.member_id, bool_or(n.disbursed_on <= p_day) as ever,
                          bool_or(n.disbursed_on <= p_day and (n.closed_on is null or n.closed_on >= p_since)) as period,
                          bool_or(n.applied_on between p_since and p_day) as asked
                     from logic.members_on(p_which, p_day) s
                     join logic.loans_held(p_which, p_day) w on w.member_id = s.member_id
                    cross join lateral (select (w.loan).*) n
                    where s.state = 'active'
                    group by s.club_id, s.member_id) p
            group by p.club_id) m on m.club_id = c.id
     where c.id = any (p_which)
$$;
