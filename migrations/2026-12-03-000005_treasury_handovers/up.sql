-- The handover of a club's treasury (bàn giao quỹ): one treasurer gives it up, another takes it, and both are bound by what
-- was counted, what awaits a decision and what is lent.

create table treasury_handovers (
    id                 uuid primary key,
    club_id            uuid not null references ledgers (club_id),
    state              text not null default 'requested',
    on_day             date not null,
    document           text not null,
    outgoing_member_id uuid not null references memberships (id),
    outgoing_seat_id   uuid not null references board_positions (id),
    incoming_member_id uuid not null references memberships (id),
    incoming_seat_id   uuid references board_positions (id),
    unable_because     text,
    last_number        integer not null,
    statement          jsonb not null,
    requested_by       uuid not null,
    confirmed_by       uuid,
    decided_at         timestamptz,
    version            integer not null default 1,
    created_at         timestamptz not null default now(),
    constraint treasury_handovers_state_known check (state in ('requested', 'confirmed', 'withdrawn')),
    constraint treasury_handovers_to_another check (outgoing_member_id <> incoming_member_id),
    constraint treasury_handovers_two_people check (confirmed_by <> requested_by),
    constraint treasury_handovers_confirmed_whole check (
        (state = 'confirmed') = (confirmed_by is not null) and (state = 'requested') = (decided_at is null)
        and (state <> 'confirmed' or incoming_seat_id is not null))
);
create unique index treasury_handovers_one_open on treasury_handovers (club_id) where state = 'requested';
create index treasury_handovers_by_club on treasury_handovers (club_id, id);
comment on table treasury_handovers is 'Handovers of a club''s treasury (bàn giao quỹ): requested by one of the two treasurers, confirmed by the other.';
comment on column treasury_handovers.incoming_seat_id is 'The seat that begins when it is confirmed; of a treasurer who sits already, hers from the beginning.';
comment on column treasury_handovers.unable_because is 'Why the chair acts for the outgoing treasurer; null if she acts herself.';
comment on column treasury_handovers.last_number is 'The last entry of the books when it was requested: while it is the last, the statement holds.';
comment on column treasury_handovers.statement is 'What is handed over, frozen: cash counted and booked, money in the bank, running loans, what awaits a decision.';
