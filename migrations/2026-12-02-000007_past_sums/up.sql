-- past_sums: what the clubs of a place come to for a period that is over, so that a deadline gone by is judged from a few
-- rows of the place and not from a row of each of its clubs.
create table past_sums (
    since   date not null,
    day     date not null,
    place   uuid not null,
    among   text not null,
    name    text not null,
    numbers jsonb not null,
    primary key (since, day, place, among, name),
    foreign key (since, day) references past_periods (since, day) on delete cascade
);
comment on table past_sums is 'Sums over past_figures of the clubs of a place, as they are there, late entries or not.';
comment on column past_sums.place is 'The province in which the clubs lie today; 00000000-0000-0000-0000-000000000000 is the nation.';
comment on column past_sums.among is 'Empty for all clubs; for those founded from one day through another both of them, with a stroke between.';
comment on column past_sums.name is 'A column, of which the numbers are one sum; or an indicator, whose values the numbers tell: what stands above and below the line, and of how many running clubs.';

-- past_suppressions: what of such sums is withheld from whoever may not know the people, as it was decided.
create table past_suppressions (
    since    date not null,
    day      date not null,
    place    uuid not null,
    among    text not null,
    name     text not null,
    withheld boolean not null,
    primary key (since, day, place, among, name),
    foreign key (since, day) references past_periods (since, day) on delete cascade
);
comment on table past_suppressions is 'Decisions about the small numbers of a place: of all clubs there, whoever asks.';
comment on column past_suppressions.place is 'As in past_sums.';
comment on column past_suppressions.among is 'As in past_sums.';
comment on column past_suppressions.name is 'A column that tells of people.';

-- What was entered late may concern more than the figures of its club.
alter table late_entries add column standing boolean not null default false;
alter table late_entries add column moved boolean not null default false;
create index late_entries_by_day on late_entries (on_day);
comment on column late_entries.standing is 'The club itself was proposed, founded or ended: other clubs are added up of that day and all after it.';
comment on column late_entries.moved is 'The club lies in another province: its figures stay, and the sums of provinces do not.';
