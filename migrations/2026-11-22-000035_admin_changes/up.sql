-- Reforms of the territory as acts (sắp xếp đơn vị hành chính): drafted by one, applied by another, and undone exactly.
create table admin_changes (
    id              uuid primary key,
    province_id     uuid references units (id),
    title           text not null,
    legal_document  text not null,
    effective_on    date not null,
    operations      jsonb not null,
    state           text not null default 'draft',
    drafted_by      uuid not null references users (id),
    applied_by      uuid references users (id),
    applied_at      timestamptz,
    reversed_by     uuid references users (id),
    reversed_at     timestamptz,
    reversal_reason text,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    constraint admin_changes_state_known check (state in ('draft', 'applied', 'reversed', 'withdrawn')),
    constraint admin_changes_two_persons check (applied_by <> drafted_by),
    constraint admin_changes_applied_says_who
        check ((applied_by is not null and applied_at is not null) = (state in ('applied', 'reversed'))),
    constraint admin_changes_reversed_says_who
        check ((reversed_by is not null and reversed_at is not null and reversal_reason is not null) = (state = 'reversed'))
);
create index admin_changes_by_province on admin_changes (province_id, id) where province_id is not null;
comment on table admin_changes is 'An act that rearranges units: merges, splits, moves, names. Clubs and their money go through it unchanged.';
comment on column admin_changes.province_id is 'The province within which it lies; null where it is of the nation.';

create table admin_change_choices (
    change_id uuid not null references admin_changes (id),
    club_id   uuid not null references clubs (id),
    unit_id   uuid not null,
    chosen_by uuid not null references users (id),
    primary key (change_id, club_id)
);
comment on table admin_change_choices is 'Where a club goes whose hamlet or commune is divided. The unit may begin only with the act.';

-- Every row that an act writes, as it was and as it is: so that a reversal gives back the same rows and no others.
create table admin_change_images (
    id         bigint generated always as identity primary key,
    change_id  uuid not null references admin_changes (id),
    table_name text not null,
    was        jsonb,
    became     jsonb
);
create index admin_change_images_by_change on admin_change_images (change_id, id);

create function keep_image() returns trigger language plpgsql as $$
begin
    insert into admin_change_images (change_id, table_name, was, became)
    values (current_setting('lien.admin_change')::uuid, tg_table_name,
            case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end);
    return null;
end $$;
create trigger units_keep_image after insert or update or delete on units for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function keep_image();
create trigger unit_versions_keep_image after insert or update or delete on unit_versions for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function keep_image();
create trigger unit_lineage_keep_image after insert or update or delete on unit_lineage for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function keep_image();
create trigger club_placements_keep_image after insert or update or delete on club_placements for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function keep_image();
create trigger assignments_keep_image after insert or update or delete on assignments for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function keep_image();
create trigger organisations_keep_image after insert or update or delete on organisations for each row
    when (coalesce(current_setting('lien.admin_change', true), '') <> '') execute function keep_image();

-- From here to the end of the transaction, or until it is said of none, what is written is written by this act.
create function in_the_name_of(act uuid) returns boolean language sql as $$
    select set_config('lien.admin_change', coalesce(act::text, ''), true) is not null
$$;

-- The clubs that an act moved, by placement or with their hamlets.
create function clubs_of_admin_change(act uuid) returns setof uuid language sql stable as $$
    select distinct (coalesce(i.became, i.was) ->> 'club_id')::uuid from admin_change_images i
     where i.change_id = act and i.table_name = 'club_placements'
    union
    select p.club_id from admin_change_images i
      join club_placements p on p.hamlet_id = (coalesce(i.became, i.was) ->> 'unit_id')::uuid
     where i.change_id = act and i.table_name = 'unit_versions'
$$;

-- Whether something was closed on an applied act: books of a club that it moved, or a report from there.
create function admin_change_blocked(act uuid) returns boolean language sql stable as $$
    select exists (
        select from admin_changes a join ledger_closings c on c.through >= a.effective_on and c.created_at > a.applied_at
         where a.id = act and c.club_id in (select clubs_of_admin_change(act)))
        or exists (
        select from admin_changes a
          join reports r on r.sealed_on >= (a.applied_at at time zone 'Asia/Ho_Chi_Minh')::date
          join report_periods p on p.id = r.period_id and p.until >= a.effective_on
         where a.id = act
           and (r.club_id in (select clubs_of_admin_change(act))
                or r.unit_id in (select (coalesce(i.became, i.was) ->> 'unit_id')::uuid from admin_change_images i
                                  where i.change_id = act and i.table_name = 'unit_versions')))
$$;

-- How many reports of these units are not finished yet.
create function open_reports_of(which uuid[]) returns bigint language sql stable as $$
    select count(*) from reports r where r.unit_id = any (which) and r.state <> 'sealed'
$$;

-- Takes back every row that an act wrote, the last first. A row that somebody has changed since stops it.
create function undo_admin_change(act uuid, on_day date) returns bigint language plpgsql as $$
declare
    image    record;
    same_row text;
    columns  text;
    touched  bigint;
    undone   bigint := 0;
    placed   boolean := false;
begin
    for image in select * from admin_change_images where change_id = act order by table_name = 'units', id desc loop
        -- no unit goes while clubs lie there, or sums are kept of it
        if image.table_name = 'units' and not placed then
            perform place_clubs(on_day), fold_sums();
            delete from province_sums where value = 0;
            placed := true;
        end if;
        same_row := case image.table_name
            when 'unit_versions' then 't.unit_id = ($1 ->> ''unit_id'')::uuid and t.valid_from = ($1 ->> ''valid_from'')::date'
            when 'unit_lineage' then 't.from_id = ($1 ->> ''from_id'')::uuid and t.to_id = ($1 ->> ''to_id'')::uuid'
            else 't.id = ($1 ->> ''id'')::uuid' end || ' and to_jsonb(t) = $1';
        if image.became is null then
            execute format('insert into %1$I select * from jsonb_populate_record(null::%1$I, $1)', image.table_name) using image.was;
        elsif image.was is null then
            execute format('delete from %I t where %s', image.table_name, same_row) using image.became;
        else
            select string_agg(format('%1$I = o.%1$I', column_name), ', ') into columns from information_schema.columns
             where table_schema = 'public' and table_name = image.table_name;
            execute format('update %1$I t set %2$s from jsonb_populate_record(null::%1$I, $2) o where %3$s',
                           image.table_name, columns, same_row) using image.became, image.was;
        end if;
        get diagnostics touched = row_count;
        if touched <> 1 then
            raise exception 'a row was changed since' using errcode = 'check_violation', constraint = 'admin_changes_overlaid';
        end if;
        undone := undone + 1;
    end loop;
    return undone;
exception when foreign_key_violation or exclusion_violation then
    raise exception 'something stands on what the act made' using errcode = 'check_violation',
        constraint = 'admin_changes_overlaid';
end $$;
