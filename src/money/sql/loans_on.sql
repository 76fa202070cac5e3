-- Which loans had these clubs paid out by a day, and how did they stand at its end (đồng)? Of today that is what their
-- rows say; of an earlier day, what was paid or given up since is put back, and lateness is read from the instalments,
-- payments and pauses known then. A loan is its club's of that day, whatever it was merged into since.
create function logic.loans_on(p_which uuid[], p_day date)
    returns table (id uuid, club_id uuid, member_id uuid, principal_vnd bigint, disbursed_on date,
                   carried_over boolean, open boolean, outstanding_vnd bigint, written_off_vnd bigint,
                   recovered_vnd bigint, rescheduled boolean, frozen_until date, late_since date)
    language sql stable parallel safe as $$
    select n.id, w.club_id, w.member_id, n.principal_vnd, n.disbursed_on, n.carried_over,
           n.closed_on is null or n.closed_on > p_day,
           n.outstanding_vnd + coalesce(r.repaid, 0)::bigint
               + case when n.state = 'written_off' and n.closed_on > p_day then n.written_off_vnd else 0 end,
           case when n.state = 'written_off' and n.closed_on <= p_day then n.written_off_vnd else 0 end,
           n.recovered_vnd - coalesce(r.recovered, 0)::bigint,
           case when g.past then coalesce(v.rescheduled, false) else n.reschedules > 0 end,
           case when g.past then z.through else n.frozen_until end,
           case when g.past then z.due_on + z.days else n.late_since end
      from logic.loans_held(p_which, p_day) w
      cross join lateral (select (w.loan).*) n
      cross join lateral (select p_day < logic.today_in_vietnam() as past) g
      left join (
           select r.loan_id, sum(l.amount_vnd) filter (where l.part in ('principal', 'advance_principal')) as repaid,
                  sum(l.amount_vnd) filter (where l.part = 'recovery') as recovered
             from repayments r
             cross join lateral (select * from repayment_lines l where l.repayment_id = r.id offset 0) l
            where r.club_id = any (array(select logic.merged_with(p_which))) and r.paid_on > p_day and r.reversed_by is null
            group by r.loan_id) r on r.loan_id = n.id
      left join lateral (
           select max(s.number) as number, count(*) filter (where s.reason = 'reschedule')
                      > count(*) filter (where s.reason = 'reschedule_undone') as rescheduled from loan_schedules s
            where p_day < logic.today_in_vietnam() and s.loan_id = n.id and s.effective_on <= p_day)
           v on true
      left join lateral (
           select d.due_on, h.through, p.days
             from (select min(i.due_on) as due_on
                     from loan_instalments i
                     left join (select l.instalment,
                                       sum(l.amount_vnd) filter (where l.part = 'principal') as principal_vnd,
                                       sum(l.amount_vnd) filter (where l.part = 'interest') as interest_vnd
                                  from repayments q join repayment_lines l on l.repayment_id = q.id
                                 where q.loan_id = n.id and q.reversed_by is null and not q.recovery
                                   and q.paid_on <= p_day
                                 group by l.instalment) paid on paid.instalment = i.number
                    where i.loan_id = n.id and i.schedule = v.number and (n.closed_on is null or n.closed_on > p_day)
                      and (i.principal_vnd > coalesce(paid.principal_vnd, 0)
                           or i.interest_vnd > coalesce(paid.interest_vnd, 0))) d
             cross join lateral (
                  select greatest(d.due_on, max(f.to_day) filter (where f.from_day <= p_day)) as last_day,
                         max(coalesce(f.to_day, date '2199-12-31'))
                             filter (where p_day between f.from_day and coalesce(f.to_day, p_day)) as through,
                         range_agg(daterange(f.from_day, f.to_day, '[]')) as paused
                    from loan_freezes f where f.loan_id = n.id) h
             cross join lateral (
                  select coalesce(sum(upper(u) - lower(u)), 0)::int as days
                    from unnest(h.paused * datemultirange(daterange(d.due_on, h.last_day, '(]'))) u) p
            where p_day < logic.today_in_vietnam()
              and (n.closed_on is null or n.closed_on > p_day)) z on true
     where n.disbursed_on <= p_day
$$;
