-- In which areas are these clubs active on a day (pieces of evidence of the year before), and what did they do since
-- another day (activities, turns, persons, half days, đồng)? A row a club.
create function logic.activities_on(p_which uuid[], p_since date, p_day date) returns setof activity_metrics
    language sql stable parallel safe as $$
    select c.id, p_day, least(make_date(extract(year from p_day)::int, 12, 31), a.until),
           coalesce(a.income, 0)::smallint, coalesce(a.health_care, 0)::smallint, coalesce(a.home_care, 0)::smallint,
           coalesce(a.self_help, 0)::smallint, coalesce(a.rights, 0)::smallint, coalesce(a.communication, 0)::smallint,
           coalesce(a.sport_culture, 0)::smallint, coalesce(a.resource_mobilisation, 0)::smallint,
           coalesce(a.all_areas, 0)::smallint,
           coalesce(d.activities, 0)::int, coalesce(d.turns, 0)::int, coalesce(m.meetings, 0)::int,
           coalesce(m.attendance, 0)::int, coalesce(v.volunteers, 0)::int, coalesce(k.care_cases, 0)::int,
           coalesce(w.care_visits, 0)::int, coalesce(h.checked, 0)::int, coalesce(h.checked_twice, 0)::int,
           coalesce(b.insured, 0)::int, coalesce(t.trainings, 0)::int, coalesce(t.turns, 0)::int,
           coalesce(x.visits, 0)::int, coalesce(o.visits, 0)::int, coalesce(p.awards, 0)::int,
           coalesce(s.actions, 0)::int, coalesce(r.cases, 0)::int, coalesce(u.cash, 0)::bigint,
           coalesce(u.kind, 0)::bigint, (coalesce(u.half_days, 0) + coalesce(s.half_days, 0))::int
      from clubs c
      -- An area is active by what was done in the twelve months before the day, whatever the period.
      left join (
           select q.club_id,
                  count(*) filter (where q.area = 'income') as income,
                  count(*) filter (where q.area = 'health_care') as health_care,
                  count(*) filter (where q.area = 'home_care') as home_care,
                  count(*) filter (where q.area = 'self_help') as self_help,
                  count(*) filter (where q.area = 'rights') as rights,
                  count(*) filter (where q.area = 'communication') as communication,
                  count(*) filter (where q.area = 'sport_culture') as sport_culture,
                  count(*) filter (where q.area = 'resource_mobilisation') as resource_mobilisation,
                  (count(*) = (select count(*) from catalogue_areas where catalogue = '1648'))::int as all_areas,
                  -- until the piece that keeps an area active is a year old
                  min(q.on_day + interval '1 year' - interval '1 day')::date as until
             from (select f.club_id, f.area, f.on_day,
                          row_number() over (partition by f.club_id, f.area order by f.on_day desc) as nth
                     from logic.area_evidence f
                    where f.club_id = any (p_which) and f.on_day <= p_day and f.on_day > p_day - interval '1 year') q
             join catalogue_areas y on y.catalogue = '1648' and y.areas[1] = q.area and y.at_least = q.nth
            group by q.club_id) a on a.club_id = c.id
      left join (
           select club_id, count(*) as activities, sum(turns) as turns from activities
            where club_id = any (p_which) and state = 'done' and starts_on between p_since and p_day
            group by club_id) d on d.club_id = c.id
      left join (
           select club_id, count(*) as meetings, sum(present) as attendance from meetings
            where club_id = any (p_which) and held_on between p_since and p_day group by club_id) m on m.club_id = c.id
      left join (
           select z.club_id, count(*) as volunteers from volunteers z
            where z.club_id = any (p_which) and z.since <= p_day and (z.until is null or z.until > p_day)
            group by z.club_id) v on v.club_id = c.id
      left join (
           select club_id, count(*) as care_cases from care_cases
            where club_id = any (p_which) and started_on <= p_day and (ended_on is null or ended_on > p_day)
              and (state in ('active', 'closed') or state_since > p_day) group by club_id) k on k.club_id = c.id
      left join (
           select club_id, count(*) as care_visits from care_visits
            where club_id = any (p_which) and visited_on between p_since and p_day group by club_id) w on w.club_id = c.id
      left join (
           select g.club_id, count(*) as checked, count(*) filter (where g.times > 1) as checked_twice
             from (select i.club_id, i.member_id, count(*) as times
                     from health_invitations i
                     join health_events e on e.id = i.event_id and e.state = 'done'
                      and e.held_on between p_since and p_day
                     join logic.members_on(p_which, p_day) n on n.member_id = i.member_id and n.state = 'active'
                    where i.club_id = any (p_which) and i.attended
                    group by i.club_id, i.member_id) g
            group by g.club_id) h on h.club_id = c.id
      left join (
           select i.club_id, count(*) as insured from insurance_supports i
             join logic.members_on(p_which, p_day) n on n.member_id = i.member_id and n.state = 'active'
            where i.club_id = any (p_which) and i.year = extract(year from p_day) and i.covered
            group by i.club_id) b on b.club_id = c.id
      left join (
           select i.club_id, count(distinct i.training_id) as trainings, count(*) as turns
             from training_participants i join trainings g on g.id = i.training_id
            where i.club_id = any (p_which) and g.starts_on between p_since and p_day
            group by i.club_id) t on t.club_id = c.id
      left join (
           select club_id, count(*) as visits from exchange_visits
            where club_id = any (p_which) and visited_on between p_since and p_day group by club_id) x on x.club_id = c.id
      left join (
           select club_id, count(*) as visits from monitoring_visits
            where club_id = any (p_which) and visited_on between p_since and p_day group by club_id) o on o.club_id = c.id
      left join (
           select club_id, count(*) as awards from awards
            where club_id = any (p_which) and decided_on between p_since and p_day group by club_id) p on p.club_id = c.id
      left join (
           select club_id, count(*) as actions, sum(half_days) as half_days from self_help_actions
            where club_id = any (p_which) and helped_on between p_since and p_day group by club_id) s on s.club_id = c.id
      left join (
           select club_id, count(*) as cases from rights_cases
            where club_id = any (p_which) and opened_on between p_since and p_day group by club_id) r on r.club_id = c.id
      left join (
           select g.club_id, sum(g.value_vnd) filter (where g.kind = 'cash') as cash,
                  sum(g.value_vnd) filter (where g.kind = 'in_kind') as kind, sum(g.half_days) as half_days
             from mobilised_resources g
            where g.club_id = any (p_which) and g.received_on between p_since and p_day
              and not exists (select from ledger_entries e where e.reverses = g.entry_id)
            group by g.club_id) u on u.club_id = c.id
     where c.id = any (p_which)
$$;
