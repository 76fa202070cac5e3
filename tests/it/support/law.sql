-- The law of the one lock, in the databases of the tests: whoever writes a row of a club has locked the club before. It
-- holds for the connections of the application, whatever it does on them; what a test writes past it is its own affair.

create schema law;

-- Whether this transaction has locked a club, or has written its row.
create function law.holds(club uuid) returns boolean language plpgsql as $$
declare
    mine   xid := pg_current_xact_id()::xid;
    born   xid;
    locked xid;
begin
    select c.xmin, c.xmax into born, locked from public.clubs c where c.id = club;
    -- a version that is in progress and can be seen is one's own, if of a part of the transaction
    if not found or mine in (born, locked) or pg_xact_status(born::text::xid8) = 'in progress' then
        return true;
    end if;
    if locked = '0' then
        return false;
    end if;
    begin -- several have locked it, or somebody who is done
        return exists (select from pg_get_multixact_members(locked) m where m.xid = mine and m.mode <> 'keysh');
    exception when others then
        return false;
    end;
end $$;

create function law.must_hold(club uuid, written text) returns void language plpgsql as $$
begin
    if club is not null and not law.holds(club) then
        raise exception '% is written without the lock of club %', written, club;
    end if;
end $$;

-- Rows of a club are those that name it, and those that belong to one that does.
do $$
declare
    place record;
begin
    for place in
        select c.relname as child, 'club_id' as of, 'row.club_id' as club
          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'club_id'
         where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
           and c.relname not in (
               'changes',             -- told at the end, and never changed
               'personal_data_reads', -- the same
               'late_entries',        -- told, and taken in some time later by one at a time
               'past_figures')        -- of days gone by: written in one order by those who count them, and by nobody else
         union all
        select c.relname, a.attname,
               format('(select p.club_id from public.%I p where p.id = row.%I)', k.confrelid::regclass, a.attname)
          from pg_constraint k
          join pg_class c on c.oid = k.conrelid
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
          join pg_attribute o on o.attrelid = k.confrelid and o.attname = 'club_id'
         where k.contype = 'f' and cardinality(k.conkey) = 1 and c.relnamespace = 'public'::regnamespace
           and not exists (select from pg_attribute own where own.attrelid = c.oid and own.attname = 'club_id')
           and (c.relname, a.attname) <> ('report_children', 'child_id') -- the report that is summed up, not the sum
    loop
        execute format($f$
            create function law.%1$I() returns trigger language plpgsql as $t$
            begin
                if tg_op <> 'INSERT' then
                    perform law.must_hold(%2$s, tg_table_name);
                end if;
                if tg_op <> 'DELETE' then
                    perform law.must_hold(%3$s, tg_table_name);
                    return new;
                end if;
                return old;
            end $t$;
            create trigger %4$I before insert or update or delete on public.%5$I for each row
              when (current_setting('application_name') = 'lien_the_he') execute function law.%1$I();
            $f$, place.child || '_' || place.of, replace(place.club, 'row.', 'old.'), replace(place.club, 'row.', 'new.'),
            'a_law_of_the_lock_' || place.of, place.child);
    end loop;
end $$;
