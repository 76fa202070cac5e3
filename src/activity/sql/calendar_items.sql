-- What has a day, for calendars? No persons.
create view logic.calendar_items as
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
