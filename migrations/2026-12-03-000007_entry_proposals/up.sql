-- Entries that take two people: one proposes, and another person's approval posts exactly what was proposed.
create table entry_proposals (
    id           uuid primary key,
    club_id      uuid not null references ledgers (club_id),
    kind         text not null,
    on_day       date not null,
    party        text,
    document     text,
    narrative    text,
    lines        jsonb not null,
    state        text not null default 'proposed',
    proposed_by  uuid not null,
    decided_by   uuid,
    decided_at   timestamptz,
    entry_id     uuid references ledger_entries (id),
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint entry_proposals_kind_known check (kind in ('opening_balance', 'handover')),
    constraint entry_proposals_state_known check (state in ('proposed', 'approved', 'refused')),
    constraint entry_proposals_two_people check (decided_by <> proposed_by),
    constraint entry_proposals_decided_whole check ((state = 'proposed') = (decided_by is null)),
    constraint entry_proposals_approved_posts check ((state = 'approved') = (entry_id is not null))
);
create index entry_proposals_by_club on entry_proposals (club_id, id);
comment on table entry_proposals is 'Opening balances and handovers of money (số dư đầu kỳ, bàn giao) that wait for a second person, and what became of them.';
comment on column entry_proposals.lines is 'The lines as they will be posted.';

-- One opening balance stands at most: one that was undone may be entered again. A trigger sees which stand.
drop index ledger_entries_opened_once;
