create table meetings (
    id            uuid primary key,
    club_id       uuid not null references clubs (id),
    kind          text not null,
    held_on       date not null,
    place         text,
    minutes       text,
    guests        smallint not null default 0,
    present       smallint not null,
    recorded_by   uuid not null,
    recorded_at   timestamptz,
    version       integer not null default 1,
    created_at    timestamptz not null default now(),
    constraint meetings_kind_known check (kind in ('monthly', 'extraordinary', 'board', 'founding', 'annual')),
    constraint meetings_guests_plausible check (guests between 0 and 1000),
    constraint meetings_one_of_a_kind_a_day unique (club_id, kind, held_on)
);
create index meetings_by_club on meetings (club_id, held_on desc, id);
comment on table meetings is 'Meetings of a club (sinh hoạt), each with its attendance and the money that moved in it.';
comment on column meetings.recorded_at is 'When a phone recorded it, by its own clock; created_at is when it arrived.';

create table meeting_attendances (
    meeting_id uuid not null references meetings (id),
    member_id  uuid not null references memberships (id),
    presence   text not null,
    primary key (meeting_id, member_id),
    constraint meeting_attendances_presence_known check (presence in ('present', 'excused', 'absent'))
);
create index meeting_attendances_by_member on meeting_attendances (member_id);

alter table ledger_entries add foreign key (meeting_id) references meetings (id);
alter table cash_counts add foreign key (meeting_id) references meetings (id);
alter table loan_decisions add foreign key (meeting_id) references meetings (id);
