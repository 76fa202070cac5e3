-- How much principal fell due between two days, how much of it came in time, what else came, and what was given up
-- (đồng)? A row a club. Read are the loans that were open in the period, however many were repaid before, and what was
-- paid in it; what belongs to a loan or a repayment is fetched by its key (offset 0 keeps it so), for some clubs have few
-- of them all.
create function logic.repaid_on(p_which uuid[], p_since date, p_day date) returns setof repayment_metrics
    language sql stable parallel safe as $$
    with lent as materialized (
         select n.id, w.club_id, w.member_id, n.state, n.disbursed_on, n.closed_on, n.schedule_number, n.outstanding_vnd,
                n.written_off_vnd
           from logic.loans_held(p_which, p_day) w
          cross join lateral (select (w.loan).*) n
          where n.disbursed_on <= p_day
            and (n.closed_on is null or n.closed_on >= p_since)),
         paid as materialized (
         -- of whom the loan was on the day, in whosever books it was paid
         select w.club_id, w.member_id, r.loan_id, r.paid_on, l.part, l.amount_vnd
           from repayments r
          cross join lateral (select * from logic.holder_of(r.loan_id, p_day) offset 0) w
          cross join lateral (select * from repayment_lines l where l.repayment_id = r.id offset 0) l
          where r.club_id = any (array(select logic.merged_with(p_which))) and r.paid_on >= p_since
            and r.reversed_by is null and w.club_id = any (p_which))
    select c.id, p_day, least(make_date(extract(year from p_day)::int, 12, 31), d.next_due - 1),
           coalesce(d.due, 0)::bigint, coalesce(d.in_time, 0)::bigint, coalesce(r.received, 0)::bigint,
           coalesce(r.prepaid, 0)::bigint, coalesce(d.arrears_before, 0)::bigint, coalesce(o.before, 0)::bigint,
           coalesce(o.written_off, 0)::bigint, coalesce(r.recovered, 0)::bigint, coalesce(d.debtors, 0)::int,
           coalesce(r.payers, 0)::int, coalesce(o.borrowers_before, 0)::int, coalesce(o.given_up, 0)::int,
           coalesce(e.payers_ever, 0)::int, coalesce(e.carried, 0)::int
      from clubs c
      left join (
           select n.club_id,
                  sum(i.principal_vnd) filter (where i.due_on between p_since and p_day) as due,
                  sum(least(i.principal_vnd, coalesce(i.in_time, 0))) filter (where i.due_on between p_since and p_day)
                      as in_time,
                  sum(i.principal_vnd - least(i.principal_vnd, coalesce(i.before, 0))) filter (where i.due_on < p_since)
                      as arrears_before,
                  count(distinct n.member_id) filter (where i.due_on between p_since and p_day
                      or (i.due_on < p_since and i.principal_vnd > coalesce(i.before, 0))) as debtors,
                  min(i.due_on) filter (where i.due_on > p_day and n.closed_on is null) as next_due
             from lent n
             cross join lateral (
                  select i.due_on, i.principal_vnd,
                         sum(p.amount_vnd) filter (where p.paid_on <= least(i.due_on, p_day)) as in_time,
                         sum(p.amount_vnd) filter (where p.paid_on < p_since) as before
                    from loan_instalments i
                    left join (
                         select q.paid_on, l.instalment, l.amount_vnd
                           from repayments q
                          cross join lateral (
                                select * from repayment_lines l where l.repayment_id = q.id offset 0) l
                          where q.loan_id = n.id and q.reversed_by is null and l.part = 'principal') p
                         on p.instalment = i.number
                   where i.loan_id = n.id and (n.closed_on is null or i.due_on <= n.closed_on)
                     -- of the version that held when it fell due
                     and (i.schedule = n.schedule_number
                          or not exists (select from loan_schedules v
                                          where v.loan_id = n.id and v.number > i.schedule
                                            and v.effective_on <= i.due_on and v.effective_on <= p_day))
                   group by i.schedule, i.number, i.due_on, i.principal_vnd) i
            group by n.club_id) d on d.club_id = c.id
      left join (
           select r.club_id, sum(r.amount_vnd) filter (where r.part = 'principal') as received,
                  sum(r.amount_vnd) filter (where r.part = 'advance_principal') as prepaid,
                  sum(r.amount_vnd) filter (where r.part = 'recovery') as recovered,
                  count(distinct r.member_id) as payers
             from paid r
            where r.paid_on <= p_day
            group by r.club_id) r on r.club_id = c.id
      left join (
           select n.club_id,
                  sum(n.outstanding_vnd + coalesce(a.repaid, 0)
                      + case when n.state = 'written_off' and n.closed_on >= p_since then n.written_off_vnd else 0 end)
                      filter (where n.disbursed_on < p_since) as before,
                  sum(n.written_off_vnd) filter (where n.state = 'written_off' and n.closed_on between p_since and p_day)
                      as written_off,
                  count(distinct n.member_id) filter (where n.disbursed_on < p_since) as borrowers_before,
                  count(distinct n.member_id)
                      filter (where n.state = 'written_off' and n.closed_on between p_since and p_day) as given_up
             from lent n
             left join (
                  select r.loan_id, sum(r.amount_vnd) as repaid
                    from paid r
                   where r.part in ('principal', 'advance_principal')
                   group by r.loan_id) a on a.loan_id = n.id
            group by n.club_id) o on o.club_id = c.id
      left join (
           select n.club_id, count(distinct n.member_id) filter (where n.paid) as payers_ever,
                  count(distinct n.member_id) filter (where n.carried_over) as carried
             from (select w.club_id, w.member_id, (w.loan).carried_over,
                          exists (select from repayments q where q.loan_id = (w.loan).id and q.paid_on <= p_day
                                     and q.reversed_by is null) as paid
                     from logic.loans_held(p_which, p_day) w where (w.loan).disbursed_on <= p_day) n
            group by n.club_id) e on e.club_id = c.id
     where c.id = any (p_which)
$$;
