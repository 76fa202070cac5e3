create table board_terms (
    id              uuid primary key,
    club_id         uuid not null references clubs (id),
    starts_on       date not null,
    planned_end_on  date,
    ended_on        date,
    decision_number text,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    constraint board_terms_ordered check (ended_on >= starts_on and planned_end_on >= starts_on),
    constraint board_terms_one_at_a_time exclude using gist
        (club_id with =, daterange(starts_on, ended_on, '[]') with &&)
);
comment on table board_terms is 'A term of a club''s board (ban chủ nhiệm).';

create table board_positions (
    id            uuid primary key,
    term_id       uuid not null references board_terms (id),
    club_id       uuid not null references clubs (id),
    membership_id uuid not null references memberships (id),
    position      text not null,
    starts_on     date not null,
    ended_on      date,
    constraint board_positions_known check (position in
        ('chair', 'vice_chair', 'secretary', 'bookkeeper', 'treasurer', 'board_member')),
    constraint board_positions_ordered check (ended_on >= starts_on),
    constraint board_positions_one_holder exclude using gist
        (club_id with =, position with =, daterange(starts_on, ended_on, '[]') with &&)
        where (position in ('chair', 'secretary', 'bookkeeper', 'treasurer')),
    constraint board_positions_money_apart exclude using gist
        (club_id with =, membership_id with =, daterange(starts_on, ended_on, '[]') with &&)
        where (position in ('bookkeeper', 'treasurer'))
);
create index board_positions_by_term on board_positions (term_id);
create index board_positions_by_membership on board_positions (membership_id) where ended_on is null;
comment on constraint board_positions_money_apart on board_positions is 'The treasurer (thủ quỹ) is not the bookkeeper (kế toán).';
