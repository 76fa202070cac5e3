-- Two laws, in the databases of the tests. They hold for the connections of the application, whatever it does on them;
-- what a test writes past them is its own affair.
--
-- The law of the one lock: whoever writes a row of a club has locked the club before.

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
               'data_read_batches',   -- the same
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

-- The law of the word: what the application changes, the change log names in the same transaction. Of each table, whose
-- change a change of its row is: the thing itself, or what it is part of. Left out are accounts, of which triggers void
-- the tokens, what follows from entries (balances, months, vouchers), and what is only counted.
create function law.must_be_told(subjects uuid[], written text) returns void language plpgsql as $$
begin
    if not exists (select from public.changes c
                    where c.txid = pg_current_xact_id()::text::bigint and c.entity_id = any (subjects)) then
        raise exception '% changes without a word in the change log', written;
    end if;
end $$;

do $$
declare
    law record;
begin
    for law in select * from (values
        ('units', 'array[row.id]'), ('unit_versions', 'array[row.unit_id]'),
        ('unit_lineage', 'array[row.from_id, row.to_id]'), ('unit_terrains', 'array[row.unit_id]'),
        ('clubs', 'array[row.id]'), ('club_placements', 'array[row.id]'), ('club_regulations', 'array[row.id]'),
        ('persons', 'array(select m.id from public.memberships m where m.person_id = row.id)
                  || array(select c.id from public.care_cases c where c.person_id = row.id)'),
        ('household_poverty', 'array(select m.id from public.memberships m join public.persons p on p.id = m.person_id
                                      where p.household_id = row.household_id)'),
        ('memberships', 'array[row.id]'), ('membership_states', 'array[row.membership_id]'), ('consents', 'array[row.id]'),
        ('board_terms', 'array[row.id]'), ('board_positions', 'array[row.id]'), ('assignments', 'array[row.id]'),
        ('account_codes', 'array[row.user_id]'),
        ('second_factors', 'array[row.user_id]'), ('recovery_codes', 'array[row.user_id]'),
        ('external_identities', 'array[row.user_id]'),
        ('funds', 'array[row.id]'), ('ledger_entries', 'array[row.id]'), ('ledger_closings', 'array[row.id]'),
        ('closing_balances', 'array[row.closing_id]'), ('cash_counts', 'array[row.id]'), ('reversals', 'array[row.id]'),
        ('entry_proposals', 'array[row.id]'),
        ('loans', 'array[row.id]'), ('loan_guarantors', 'array[row.loan_id]'), ('loan_steps', 'array[row.loan_id]'),
        ('loan_decisions', 'array[row.id]'), ('loan_votes', 'array[row.decision_id]'),
        ('loan_schedules', 'array[row.loan_id]'), ('loan_instalments', 'array[row.loan_id]'),
        ('repayments', 'array[row.id]'), ('repayment_lines', 'array[row.repayment_id]'),
        ('loan_freezes', 'array[row.loan_id]'), ('repayment_pauses', 'array[row.id]'), ('write_offs', 'array[row.id]'),
         ('advance_settlements', 'array[row.entry_id]'), ('cycles', 'array[row.id]'),
         ('treasury_handovers', 'array[row.id]'),
         ('external_loans', 'array[row.id]'), ('loan_transfers', 'array[row.loan_id]'),
         ('ledger_mergers', 'array[row.club_id]'), ('meetings', 'array[row.id]'),
        ('meeting_attendances', 'array[row.meeting_id]'), ('meeting_resolutions', 'array[row.meeting_id]'),
        ('activity_series', 'array[row.id]'), ('activities', 'array[row.id]'),
        ('activity_attendances', 'array[row.activity_id]'), ('gatherings', 'array[row.id]'),
        ('gathering_clubs', 'array[row.gathering_id]'), ('exchange_visits', 'array[row.id]'),
        ('trainings', 'array[row.id]'), ('training_participants', 'array[row.training_id]'),
        ('monitoring_visits', 'array[row.id]'), ('monitoring_scores', 'array[row.visit_id]'),
        ('monitoring_tasks', 'array[row.id]'), ('awards', 'array[row.id]'), ('self_help_actions', 'array[row.id]'),
        ('rights_cases', 'array[row.id]'), ('mobilised_resources', 'array[row.id]'), ('attachments', 'array[row.id]'),
        ('volunteers', 'array[row.id]'), ('care_cases', 'array[row.id]'), ('care_case_states', 'array[row.case_id]'),
        ('care_case_volunteers', 'array[row.case_id]'), ('care_visits', 'array[row.id]'),
        ('care_visit_volunteers', 'array[row.visit_id]'), ('referrals', 'array[row.id]'),
        ('health_events', 'array[row.id]'), ('health_invitations', 'array[row.event_id]'),
        ('health_results', 'array[row.member_id]'), ('insurance_supports', 'array[row.id]'),
        ('declared_figures', 'array[row.id]'), ('programmes', 'array[row.id]'), ('documents', 'array[row.id]'),
        ('document_bases', 'array[row.document_id]'), ('document_duties', 'array[row.document_id]'),
        ('funding_sources', 'array[row.document_id]'), ('reporting_duties', 'array[row.document_id]'),
        ('targets', 'array[row.id]'), ('plan_items', 'array[row.id]'), ('plan_tasks', 'array[row.id]'),
        ('budget_lines', 'array[row.id]'), ('organisations', 'array[row.id]'), ('reporting_lines', 'array[row.id]'),
        ('report_periods', 'array[row.id]'), ('report_requests', 'array[row.id]'), ('reports', 'array[row.id]'),
        ('report_cells', 'array[row.report_id]'), ('report_sections', 'array[row.report_id]'),
        ('report_steps', 'array[row.report_id]'), ('report_returns', 'array[row.report_id]'),
        ('report_children', 'array[row.report_id]'), ('report_deliveries', 'array[row.report_id]'),
        ('report_snapshots', 'array[row.report_id]'), ('club_transitions', 'array[row.id, row.club_id]'),
        ('admin_changes', 'array[row.id]'), ('admin_change_choices', 'array[row.change_id]')) l (child, subjects)
    loop
        execute format($f$
            create function law.tell_%1$s() returns trigger language plpgsql as $t$
            begin
                if tg_op = 'DELETE' then
                    perform law.must_be_told(%2$s, tg_table_name);
                else
                    perform law.must_be_told(%3$s, tg_table_name);
                end if;
                return null;
            end $t$;
            create constraint trigger a_law_of_the_word_appears after insert or delete on public.%1$I
                deferrable initially deferred for each row
                when (current_setting('application_name') = 'lien_the_he') execute function law.tell_%1$s();
            create constraint trigger a_law_of_the_word_changes after update on public.%1$I
                deferrable initially deferred for each row
                when (current_setting('application_name') = 'lien_the_he' and old.* is distinct from new.*)
                execute function law.tell_%1$s();
            $f$, law.child, replace(law.subjects, 'row.', 'old.'), replace(law.subjects, 'row.', 'new.'));
    end loop;
end $$;
