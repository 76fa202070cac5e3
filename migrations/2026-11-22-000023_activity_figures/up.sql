-- Everything with a day, for calendars: no persons.
create view calendar_items as
    select a.club_id, a.starts_on as on_day, 'activity'::text as source, a.id, a.state, a.area, a.title, a.place
      from activities a
    union all
    select m.club_id, m.held_on, 'meeting', m.id, 'done', null, m.kind, m.place from meetings m
    union all
    select i.club_id, e.held_on, 'health_event', e.id, e.state, 'health_care', e.title, e.place
      from (select distinct club_id, event_id from health_invitations) i join health_events e on e.id = i.event_id
    union all
    select g.club_id, h.held_on, 'gathering', h.id, 'done', null, h.subject, h.place
      from gathering_clubs g join gatherings h on h.id = g.gathering_id
    union all
    select v.club_id, v.visited_on, 'exchange_visit', v.id, 'done', null, v.purpose, v.host from exchange_visits v
    union all
    select t.club_id, t.starts_on, 'training', t.id, 'done', null, t.title, t.place from trainings t
     where t.club_id is not null;

-- What shows that a club was active in an area, each piece with its day.
create view area_evidence as
    select a.club_id, e.area, a.starts_on as on_day, 'activity'::text as source, a.id
      from activities a cross join lateral unnest(a.area || a.more_areas) as e (area)
     where a.state = 'done'
    union all
    select l.club_id, 'income', l.disbursed_on, 'loan', l.id from loans l
     where l.disbursed_on is not null and not l.carried_over
    union all
    select i.club_id, 'health_care', e.held_on, 'health_event', e.id
      from (select distinct club_id, event_id from health_invitations where attended) i
      join health_events e on e.id = i.event_id and e.state = 'done'
    union all
    select v.club_id, 'home_care', v.visited_on, 'care_visit', v.id from care_visits v
    union all
    select s.club_id, 'self_help', s.helped_on, 'self_help_action', s.id from self_help_actions s
    union all
    select r.club_id, 'rights', r.opened_on, 'rights_case', r.id from rights_cases r
    union all
    select m.club_id, 'resource_mobilisation', m.received_on, 'mobilised_resource', m.id from mobilised_resources m;

-- One row a club: what higher levels add up of what it does. An area is active by what was done in the twelve
-- months before; everything else is of the calendar year. Written in the transaction that changes the facts.
create table activity_metrics (
    club_id               uuid primary key references clubs (id),
    counted_on            date not null,
    valid_through         date not null,
    income                smallint not null,
    health_care           smallint not null,
    home_care             smallint not null,
    self_help             smallint not null,
    rights                smallint not null,
    communication         smallint not null,
    sport_culture         smallint not null,
    resource_mobilisation smallint not null,
    all_areas             smallint not null,
    activities            integer not null,
    turns                 integer not null,
    meetings              integer not null,
    attendance            integer not null,
    volunteers            integer not null,
    care_cases            integer not null,
    care_visits           integer not null,
    checked               integer not null,
    checked_twice         integer not null,
    insured               integer not null,
    trainings             integer not null,
    training_turns        integer not null,
    exchange_visits       integer not null,
    monitoring_visits     integer not null,
    awards                integer not null,
    self_help_actions     integer not null,
    rights_cases          integer not null,
    mobilised_cash_vnd    bigint not null,
    mobilised_kind_vnd    bigint not null,
    labour_half_days      integer not null
);
create index activity_metrics_by_validity on activity_metrics (valid_through);
comment on table activity_metrics is 'What higher levels add up of a club''s activities; no names, and nothing of what a health day found.';
comment on column activity_metrics.all_areas is '1 if all eight areas are active, so that clubs can be added up.';

-- Counts the activities of clubs anew, as of a day.
create function count_activities(which uuid[], on_day date) returns bigint language sql as $$
    with counted as (
    insert into activity_metrics
    select c.id, on_day,
           least(make_date(extract(year from on_day)::int, 12, 31), a.until),
           a.income, a.health_care, a.home_care, a.self_help, a.rights, a.communication, a.sport_culture,
           a.resource_mobilisation, a.all_areas,
           d.activities, d.turns, m.meetings, m.attendance, v.volunteers, k.care_cases, w.care_visits,
           h.checked, h.checked_twice, b.insured, t.trainings, t.turns, x.visits, o.visits, p.awards, s.actions,
           r.cases, u.cash, u.kind, u.half_days + s.half_days
      from clubs c
      cross join lateral (
           select coalesce(max(active) filter (where n.area = 'income'), 0)::smallint as income,
                  coalesce(max(active) filter (where n.area = 'health_care'), 0)::smallint as health_care,
                  coalesce(max(active) filter (where n.area = 'home_care'), 0)::smallint as home_care,
                  coalesce(max(active) filter (where n.area = 'self_help'), 0)::smallint as self_help,
                  coalesce(max(active) filter (where n.area = 'rights'), 0)::smallint as rights,
                  coalesce(max(active) filter (where n.area = 'communication'), 0)::smallint as communication,
                  coalesce(max(active) filter (where n.area = 'sport_culture'), 0)::smallint as sport_culture,
                  coalesce(max(active) filter (where n.area = 'resource_mobilisation'), 0)::smallint
                      as resource_mobilisation,
                  min(active)::smallint as all_areas,
                  -- until the piece that keeps an area active is a year old
                  min(e.oldest + interval '1 year' - interval '1 day')::date as until
             from catalogue_areas y
             cross join lateral (select y.areas[1] as area) n
             left join lateral (
                  select count(*) as pieces, min(q.on_day) as oldest
                    from (select f.on_day from area_evidence f
                           where f.club_id = c.id and f.area = n.area and f.on_day <= count_activities.on_day
                             and f.on_day > count_activities.on_day - interval '1 year'
                           order by f.on_day desc limit y.at_least) q
                  having count(*) >= y.at_least) e on true
             cross join lateral (select (e.pieces is not null)::int as active) z
            where y.catalogue = '1648') a
      cross join lateral (
           select count(*)::int as activities, coalesce(sum(turns), 0)::int as turns from activities
            where club_id = c.id and state = 'done' and starts_on >= date_trunc('year', on_day) and starts_on <= on_day) d
      cross join lateral (
           select count(*)::int as meetings, coalesce(sum(present), 0)::int as attendance from meetings
            where club_id = c.id and held_on >= date_trunc('year', on_day) and held_on <= on_day) m
      cross join lateral (
           select count(*)::int as volunteers from volunteers where club_id = c.id and until is null) v
      cross join lateral (
           select count(*)::int as care_cases from care_cases where club_id = c.id and state = 'active') k
      cross join lateral (
           select count(*)::int as care_visits from care_visits
            where club_id = c.id and visited_on >= date_trunc('year', on_day) and visited_on <= on_day) w
      cross join lateral (
           select count(*)::int as checked, count(*) filter (where g.times > 1)::int as checked_twice
             from (select i.member_id, count(*) as times
                     from health_invitations i
                     join health_events e on e.id = i.event_id and e.state = 'done'
                      and e.held_on >= date_trunc('year', on_day) and e.held_on <= on_day
                     join memberships n on n.id = i.member_id and n.state = 'active'
                    where i.club_id = c.id and i.attended
                    group by i.member_id) g) h
      cross join lateral (
           select count(*)::int as insured from insurance_supports i
             join memberships n on n.id = i.member_id and n.state = 'active'
            where i.club_id = c.id and i.year = extract(year from on_day) and i.covered) b
      cross join lateral (
           select count(distinct i.training_id)::int as trainings, count(*)::int as turns
             from training_participants i join trainings g on g.id = i.training_id
            where i.club_id = c.id and g.starts_on >= date_trunc('year', on_day) and g.starts_on <= on_day) t
      cross join lateral (
           select count(*)::int as visits from exchange_visits
            where club_id = c.id and visited_on >= date_trunc('year', on_day) and visited_on <= on_day) x
      cross join lateral (
           select count(*)::int as visits from monitoring_visits
            where club_id = c.id and visited_on >= date_trunc('year', on_day) and visited_on <= on_day) o
      cross join lateral (
           select count(*)::int as awards from awards
            where club_id = c.id and decided_on >= date_trunc('year', on_day) and decided_on <= on_day) p
      cross join lateral (
           select count(*)::int as actions, coalesce(sum(half_days), 0)::int as half_days from self_help_actions
            where club_id = c.id and helped_on >= date_trunc('year', on_day) and helped_on <= on_day) s
      cross join lateral (
           select count(*)::int as cases from rights_cases
            where club_id = c.id and opened_on >= date_trunc('year', on_day) and opened_on <= on_day) r
      cross join lateral (
           select coalesce(sum(value_vnd) filter (where kind = 'cash'), 0)::bigint as cash,
                  coalesce(sum(value_vnd) filter (where kind = 'in_kind'), 0)::bigint as kind,
                  coalesce(sum(half_days), 0)::int as half_days
             from mobilised_resources
            where club_id = c.id and received_on >= date_trunc('year', on_day) and received_on <= on_day) u
     where c.id = any (which)
     order by c.id
    on conflict (club_id) do update set
           counted_on = excluded.counted_on, valid_through = excluded.valid_through, income = excluded.income,
           health_care = excluded.health_care, home_care = excluded.home_care, self_help = excluded.self_help,
           rights = excluded.rights, communication = excluded.communication, sport_culture = excluded.sport_culture,
           resource_mobilisation = excluded.resource_mobilisation, all_areas = excluded.all_areas,
           activities = excluded.activities, turns = excluded.turns, meetings = excluded.meetings,
           attendance = excluded.attendance, volunteers = excluded.volunteers, care_cases = excluded.care_cases,
           care_visits = excluded.care_visits, checked = excluded.checked, checked_twice = excluded.checked_twice,
           insured = excluded.insured, trainings = excluded.trainings, training_turns = excluded.training_turns,
           exchange_visits = excluded.exchange_visits, monitoring_visits = excluded.monitoring_visits,
           awards = excluded.awards, self_help_actions = excluded.self_help_actions,
           rights_cases = excluded.rights_cases, mobilised_cash_vnd = excluded.mobilised_cash_vnd,
           mobilised_kind_vnd = excluded.mobilised_kind_vnd, labour_half_days = excluded.labour_half_days
    returning 1)
    select count(*) from counted
$$;
