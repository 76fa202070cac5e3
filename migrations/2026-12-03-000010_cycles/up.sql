-- Savings cycles (chu kỳ tiết kiệm) of the clubs whose regulation has a rule for them, and how each was shared out.

create table cycles (
    id              uuid primary key,
    club_id         uuid not null references ledgers (club_id),
    number          integer not null,
    state           text not null default 'open',
    starts_on       date not null,
    ends_on         date not null,
    regulation_id   uuid not null references club_regulations (id),
    rules           jsonb not null,
    opened_by       uuid not null,
    shared_out_on   date,
    document        text,
    eligible        smallint,
    present         smallint,
    in_favour       smallint,
    against         smallint,
    decided_by      uuid,
    entry_id        uuid references ledger_entries (id),
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    constraint cycles_number_once unique (club_id, number),
    constraint cycles_state_known check (state in ('open', 'shared_out')),
    constraint cycles_ordered check (starts_on <= ends_on),
    constraint cycles_shared_out_whole check
        ((state = 'shared_out') = (num_nulls(shared_out_on, document, eligible, present, in_favour, against, decided_by,
                                             entry_id) = 0))
);
create unique index cycles_one_open on cycles (club_id) where state = 'open';
create index cycles_by_entry on cycles (entry_id) where entry_id is not null;
comment on table cycles is 'Savings cycles (chu kỳ tiết kiệm): members buy shares, and at the end what there is is shared out (chia cuối kỳ).';
comment on column cycles.rules is 'The rules of the regulation in force when the cycle began: they hold for the whole of it.';
