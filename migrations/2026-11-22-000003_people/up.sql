create table households (
    id         uuid primary key,
    hamlet_id  uuid references units (id),
    created_at timestamptz not null default now()
);
create table household_poverty (
    household_id   uuid not null references households (id),
    year           smallint not null,
    status         text not null,
    certificate_no text,
    primary key (household_id, year),
    constraint household_poverty_year_plausible check (year between 1990 and 2200),
    constraint household_poverty_status_known check (status in
        ('poor', 'near_poor', 'newly_escaped', 'difficult', 'none'))
);
comment on table household_poverty is 'Poverty status of a household (hộ nghèo, cận nghèo, mới thoát nghèo, hoàn cảnh khó khăn), by calendar year.';

create table persons (
    id                 uuid primary key,
    full_name          text not null,
    folded             text not null,
    sort_key           text collate "C" not null,
    sex                text not null,
    birth_date         date,
    birth_precision    text,
    phone              text,
    address            text,
    hamlet_id          uuid references units (id),
    household_id       uuid references households (id),
    ethnicity          text,
    lives_alone        boolean,
    disabled           boolean,
    national_id_sealed bytea,
    national_id_hash   bytea,
    insurance_sealed   bytea,
    insurance_hash     bytea,
    died_on            date,
    version            integer not null default 1,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    constraint persons_sex_known check (sex in ('female', 'male', 'other', 'unknown')),
    constraint persons_birth_precision_known check (birth_precision in ('day', 'month', 'year')),
    constraint persons_birth_whole check ((birth_date is null) = (birth_precision is null)),
    constraint persons_national_id_whole check ((national_id_sealed is null) = (national_id_hash is null)),
    constraint persons_insurance_whole check ((insurance_sealed is null) = (insurance_hash is null)),
    constraint persons_national_id_once unique (national_id_hash),
    constraint persons_insurance_once unique (insurance_hash)
);
create index persons_look_alikes on persons (folded, birth_date);
create index persons_by_household on persons (household_id) where household_id is not null;
comment on column persons.birth_date is 'Last day of what is known: 31 December where only the year is known, so that a person counts as older only when certainly so.';

create table memberships (
    id             uuid primary key,
    person_id      uuid not null references persons (id),
    club_id        uuid not null references clubs (id),
    state          text not null,
    state_since    date not null,
    applied_on     date not null,
    joined_on      date,
    ended_on       date,
    end_reason     text,
    transferred_to uuid references memberships (id),
    version        integer not null default 1,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    constraint memberships_state_known check (state in
        ('applied', 'rejected', 'active', 'suspended', 'left', 'expelled', 'deceased', 'transferred')),
    constraint memberships_joined_after_applying check (joined_on >= applied_on),
    constraint memberships_ended_after_joining check (ended_on >= coalesce(joined_on, applied_on)),
    constraint memberships_ended_says_when check
        ((state in ('rejected', 'left', 'expelled', 'deceased', 'transferred')) = (ended_on is not null)),
    constraint memberships_active_says_since_when check (state not in ('active', 'suspended') or joined_on is not null)
);
create unique index memberships_one_club_at_a_time on memberships (person_id)
    where state in ('applied', 'active', 'suspended');
create index memberships_by_club on memberships (club_id, state, id);
create index memberships_by_person on memberships (person_id);
comment on table memberships is 'A person in a club, from when to when, in which state. The API''s member is this row with its person.';

-- Every state a membership was in, each for its dates: figures on a past day are read from here.
create table membership_states (
    membership_id uuid not null references memberships (id),
    club_id       uuid not null references clubs (id),
    state         text not null,
    valid_from    date not null,
    valid_to      date,
    primary key (membership_id, valid_from, state)
);
create index membership_states_by_club on membership_states (club_id, state, valid_from);

-- By trigger, so that no way of changing a membership can forget its history.
create function remember_membership_state() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        delete from membership_states where membership_id = new.id and valid_from >= new.state_since;
        update membership_states set valid_to = new.state_since - 1
         where membership_id = new.id and valid_to is null;
    end if;
    insert into membership_states (membership_id, club_id, state, valid_from)
    values (new.id, new.club_id, new.state, new.state_since)
    on conflict (membership_id, valid_from, state) do update set valid_to = null;
    return null;
end $$;
create trigger memberships_remember_first after insert on memberships
    for each row execute function remember_membership_state();
create trigger memberships_remember_next after update on memberships
    for each row when (old.state is distinct from new.state) execute function remember_membership_state();

create table consents (
    id           uuid primary key,
    person_id    uuid not null references persons (id),
    purpose      text not null,
    text_version text not null,
    method       text not null,
    given_on     date not null,
    on_behalf_by text,
    withdrawn_on date,
    version      integer not null default 1,
    created_at   timestamptz not null default now(),
    constraint consents_purpose_known check (purpose in
        ('membership', 'health_data', 'home_care', 'identifiers', 'photographs')),
    constraint consents_method_known check (method in ('paper', 'voice', 'application', 'witness')),
    constraint consents_withdrawn_after_given check (withdrawn_on >= given_on)
);
create unique index consents_one_standing on consents (person_id, purpose) where withdrawn_on is null;
comment on table consents is 'Consent to the processing of personal data (Law 91/2025/QH15): a record, never assumed.';

-- One row a club: the counts that higher levels sum. Written in the transaction that changes the facts.
-- Birthdays and new years change counts without any transaction: whoever reads brings rows of an earlier
-- day up to date first.
create table club_metrics (
    club_id           uuid primary key references clubs (id),
    counted_on        date not null,
    members           integer not null default 0,
    women             integer not null default 0,
    sex_unknown       integer not null default 0,
    older             integer not null default 0,
    older_approximate integer not null default 0,
    birth_unknown     integer not null default 0,
    poor              integer not null default 0,
    near_poor         integer not null default 0,
    difficult         integer not null default 0,
    ethnic_minority   integer not null default 0,
    disabled          integer not null default 0,
    lives_alone       integer not null default 0,
    applicants        integer not null default 0
);
create index club_metrics_by_day on club_metrics (counted_on);

-- Counts clubs anew, as of a day. Full 60 years on that day is older (Law 39/2009/QH12, article 2).
create function count_clubs(which uuid[], on_day date) returns bigint language sql as $$
    with counted as (
    insert into club_metrics as k
    select c.id, on_day,
           count(m.id) filter (where m.state = 'active'),
           count(m.id) filter (where m.state = 'active' and p.sex = 'female'),
           count(m.id) filter (where m.state = 'active' and p.sex not in ('female', 'male')),
           count(m.id) filter (where m.state = 'active' and p.birth_date <= on_day - interval '60 years'),
           count(m.id) filter (where m.state = 'active' and p.birth_precision <> 'day'
                                 and p.birth_date <= on_day - interval '60 years'),
           count(m.id) filter (where m.state = 'active' and p.birth_date is null),
           count(m.id) filter (where m.state = 'active' and h.status = 'poor'),
           count(m.id) filter (where m.state = 'active' and h.status = 'near_poor'),
           count(m.id) filter (where m.state = 'active' and h.status in ('newly_escaped', 'difficult')),
           count(m.id) filter (where m.state = 'active' and p.ethnicity <> '01'),
           count(m.id) filter (where m.state = 'active' and p.disabled),
           count(m.id) filter (where m.state = 'active' and p.lives_alone),
           count(m.id) filter (where m.state = 'applied')
      from clubs c
      left join memberships m on m.club_id = c.id and m.state in ('active', 'applied')
      left join persons p on p.id = m.person_id
      left join household_poverty h on h.household_id = p.household_id
           and h.year = extract(year from on_day)
     where c.id = any (which)
     group by c.id
     order by c.id
    on conflict (club_id) do update set
           counted_on = excluded.counted_on, members = excluded.members, women = excluded.women,
           sex_unknown = excluded.sex_unknown, older = excluded.older,
           older_approximate = excluded.older_approximate, birth_unknown = excluded.birth_unknown,
           poor = excluded.poor, near_poor = excluded.near_poor, difficult = excluded.difficult,
           ethnic_minority = excluded.ethnic_minority, disabled = excluded.disabled,
           lives_alone = excluded.lives_alone, applicants = excluded.applicants
    returning 1)
    select count(*) from counted
$$;
