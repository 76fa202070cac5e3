-- To what may a file belong, and whose is it?
create view logic.attachable as
    select club_id, 'meeting'::text as subject, id from meetings
    union all select club_id, 'activity', id from activities
    union all select club_id, 'regulation', id from club_regulations
    union all select club_id, 'transition', id from club_transitions
    union all select club_id, 'entry', id from ledger_entries
    union all select club_id, 'exchange_visit', id from exchange_visits
    union all select club_id, 'training', id from trainings where club_id is not null
    union all select club_id, 'training', training_id from training_participants
    union all select club_id, 'monitoring_visit', id from monitoring_visits
    union all select club_id, 'award', id from awards;
