-- Where clubs moved: what a reader of the change log has to know of a club that came into its reach or left it.
create table club_moves (
    txid          bigint not null,
    seq           bigint not null,
    club_id       uuid not null references clubs (id),
    at            timestamptz not null,
    from_hamlet   uuid not null,
    from_commune  uuid not null,
    from_district uuid,
    from_province uuid not null,
    to_hamlet     uuid not null,
    to_commune    uuid not null,
    to_district   uuid,
    to_province   uuid not null,
    primary key (txid, seq)
);
create index club_moves_from_hamlet on club_moves (from_hamlet, txid, seq);
create index club_moves_from_commune on club_moves (from_commune, txid, seq);
create index club_moves_from_district on club_moves (from_district, txid, seq) where from_district is not null;
create index club_moves_from_province on club_moves (from_province, txid, seq);
create index club_moves_to_hamlet on club_moves (to_hamlet, txid, seq);
create index club_moves_to_commune on club_moves (to_commune, txid, seq);
create index club_moves_to_district on club_moves (to_district, txid, seq) where to_district is not null;
create index club_moves_to_province on club_moves (to_province, txid, seq);
create index club_moves_by_club on club_moves (club_id);
comment on table club_moves is 'Where a club lay and lies, for each entry club/moved of the change log; written by trigger alone.';
comment on column club_moves.seq is 'With txid, the entry in changes that says so.';
