-- How are these clubs run on a day: board, meetings, regulation, training, reports (ones and noughts, so that clubs can
-- be added up; months, members, reports)? A row a club.
create function logic.management_on(p_which uuid[], p_since date, p_day date) returns setof management_metrics
    language sql stable parallel safe as $$
    select c.id, p_day,
           least((date_trunc('month', p_day) + interval '1 month' - interval '1 day')::date, t.until, g.next_on - 1,
                 q.next_due - 1),
           l.running, coalesce(c.established_on between p_since and p_day, false)::int::smallint, l.before,
           least(l.before, l.running),
           case when l.running = 0 then 0
                else (extract(year from p_day) * 12 + extract(month from p_day)
                      - extract(year from l.from_day) * 12 - extract(month from l.from_day) + 1)::int end,
           coalesce(m.expected, 0)::int,
           coalesce(t.valid, false)::int::smallint,
           (coalesce(m.of_six, 0) >= least(l.whole_months, 6) - 1)::int::smallint,
           (g.club_id is not null and g.now)::int::smallint,
           (e.club_id is not null)::int::smallint,
           coalesce(w.due, 0), coalesce(w.in_time, 0), greatest(u.on_day, m.last_on, d.last_on),
           coalesce(k.cared_for, 0)::int, coalesce(v.visited, 0)::int, coalesce(r.rights_holders, 0)::int
      from clubs c
      cross join lateral (
           select coalesce(c.launched_on, case when c.state in ('active', 'suspended') then c.state_since end) as on_day)
           u
      cross join lateral (
           select coalesce(u.on_day <= p_day and (c.ended_on is null or c.ended_on > p_day), false)::int::smallint
                      as running,
                  coalesce(u.on_day < p_since and (c.ended_on is null or c.ended_on >= p_since), false)::int::smallint
                      as before,
                  greatest(u.on_day, p_since) as from_day,
                  -- whole calendar months since the launch
                  coalesce((extract(year from p_day) * 12 + extract(month from p_day) - extract(year from u.on_day) * 12
                   - extract(month from u.on_day) - 1)::int, 0) as whole_months) l
      -- a board whose chair, bookkeeper and treasurer are named
      left join (
           select b.club_id, count(distinct p.position) = 3 as valid, min(b.ended_on) as until
             from board_terms b
             join board_positions p on p.term_id = b.id and p.position in ('chair', 'bookkeeper', 'treasurer')
              and p.starts_on <= p_day and (p.ended_on is null or p.ended_on > p_day)
            where b.club_id = any (p_which) and b.starts_on <= p_day and (b.ended_on is null or b.ended_on > p_day)
            group by b.club_id) t on t.club_id = c.id
      left join (
           select club_id, sum(expected) filter (where held_on >= p_since) as expected,
                  count(distinct date_trunc('month', held_on)) filter (where
                      held_on >= date_trunc('month', p_day) - interval '6 months' and held_on < date_trunc('month', p_day))
                      as of_six,
                  max(held_on) as last_on
             from meetings
            where club_id = any (p_which) and held_on <= p_day
            group by club_id) m on m.club_id = c.id
      left join (
           select club_id, max(starts_on) as last_on from activities
            where club_id = any (p_which) and state = 'done' and starts_on <= p_day group by club_id) d on d.club_id = c.id
      left join (
           select club_id, bool_or(effective_from <= p_day) as now, min(effective_from) filter (where effective_from > p_day)
                      as next_on
             from club_regulations where club_id = any (p_which) group by club_id) g on g.club_id = c.id
      left join (
           select distinct i.club_id from training_participants i join trainings r on r.id = i.training_id
            where i.club_id = any (p_which) and i.capacity = 'board' and i.completed and r.ends_on <= p_day) e
           on e.club_id = c.id
      left join logic.club_reports_on(p_which, p_since, p_day) w on w.club_id = c.id
      left join (
           select club_id, min(due_on) as next_due from reports
            where club_id = any (p_which) and edition = 1 and due_on > p_day group by club_id) q on q.club_id = c.id
      -- who makes up what activities_on counts: the cases and visits of care at home, and the rights cases
      left join (
           select club_id, count(distinct person_id) as cared_for from care_cases
            where club_id = any (p_which) and started_on <= p_day and (ended_on is null or ended_on > p_day)
              and (state in ('active', 'closed') or state_since > p_day) group by club_id) k on k.club_id = c.id
      left join (
           select g.club_id, count(distinct z.person_id) as visited
             from care_visits g join care_cases z on z.id = g.case_id
            where g.club_id = any (p_which) and g.visited_on between p_since and p_day
            group by g.club_id) v on v.club_id = c.id
      left join (
           select club_id, count(distinct member_id) as rights_holders from rights_cases
            where club_id = any (p_which) and opened_on between p_since and p_day group by club_id) r on r.club_id = c.id
     where c.id = any (p_which)
$$;
