-- What shows that a club was active in an area, and on which day? A row a piece. What was given back, or never given, is
-- no evidence.
create view logic.area_evidence as
    select a.club_id, e.area, a.starts_on as on_day, 'activity'::text as source, a.id
      from activities a cross join lateral unnest(a.area || a.more_areas) as e (area)
     where a.state = 'done'
    union all
    -- of the club that paid it out, whichever the loan went to since
    select l.club_id, 'income', l.disbursed_on, 'loan', l.id from loans l
     where l.disbursed_on is not null and not l.carried_over
       and not exists (select from loan_transfers t where t.loan_id = l.id and t.on_day >= l.disbursed_on)
    union all
    select t.from_club_id, 'income', l.disbursed_on, 'loan', l.id
      from loan_transfers t join loans l on l.id = t.loan_id and t.on_day >= l.disbursed_on and not l.carried_over
     where not exists (select from loan_transfers e
                        where e.loan_id = t.loan_id and e.number < t.number and e.on_day >= l.disbursed_on)
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
    select m.club_id, 'resource_mobilisation', m.received_on, 'mobilised_resource', m.id from mobilised_resources m
     where not exists (select from ledger_entries e where e.reverses = m.entry_id);
