drop function activities_on(uuid[], date, date);
create or replace view area_evidence as
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
drop function repaid_on(uuid[], date, date);
drop table repayment_metrics;
drop function lending_on(uuid[], date, date);
drop function loans_on(uuid[], date);
drop function funds_on(uuid[], date, date);
alter table fund_metrics
    drop column counted_on, drop column valid_through, drop column income_before_vnd, drop column injected_vnd,
    drop column operating_before_vnd, drop column seed_period_vnd, drop column contributions_period_vnd,
    drop column donations_period_vnd, drop column interest_period_vnd, drop column expenses_period_vnd,
    drop column social_help_period_vnd, drop column loss_period_vnd, drop column first_funding_vnd,
    drop column last_on;
drop function people_on(uuid[], date, date);
alter table club_metrics
    drop column older_women, drop column from_55, drop column from_80, drop column joined, drop column left_club,
    drop column households_poor_before, drop column households_escaped;
drop function members_on(uuid[], date);
drop function balances_on(uuid[], date);
drop trigger ledger_lines_keep_the_months on ledger_lines;
drop function keep_the_months();
drop table ledger_months;
drop index unit_versions_standing_communes;
drop index clubs_ended;
drop index clubs_active_by_commune;
drop table unit_terrains;
