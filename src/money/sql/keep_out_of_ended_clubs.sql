-- Refuses every entry, count, request, closing, loan, repayment and meeting in a club that was dissolved or merged: a club
-- is emptied before it ends.
create function logic.keep_out_of_ended_clubs() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    select c.ended_on into wrong from added a join clubs c on c.id = a.club_id
     where c.state in ('dissolved', 'merged') limit 1;
    if found then
        raise exception 'the club has ended' using errcode = 'check_violation', constraint = 'ledger_entries_club_stands',
            detail = json_build_object('ended_on', wrong.ended_on);
    end if;
    return null;
end $$;
create trigger ledger_entries_keep_out_of_ended_clubs after insert on ledger_entries
    referencing new table as added for each statement execute function logic.keep_out_of_ended_clubs();
create trigger entry_proposals_keep_out_of_ended_clubs after insert on entry_proposals
    referencing new table as added for each statement execute function logic.keep_out_of_ended_clubs();
create trigger cash_counts_keep_out_of_ended_clubs after insert on cash_counts
    referencing new table as added for each statement execute function logic.keep_out_of_ended_clubs();
create trigger reversals_keep_out_of_ended_clubs after insert on reversals
    referencing new table as added for each statement execute function logic.keep_out_of_ended_clubs();
create trigger ledger_closings_keep_out_of_ended_clubs after insert on ledger_closings
    referencing new table as added for each statement execute function logic.keep_out_of_ended_clubs();
create trigger loans_keep_out_of_ended_clubs after insert on loans
    referencing new table as added for each statement execute function logic.keep_out_of_ended_clubs();
create trigger repayments_keep_out_of_ended_clubs after insert on repayments
    referencing new table as added for each statement execute function logic.keep_out_of_ended_clubs();
create trigger meetings_keep_out_of_ended_clubs after insert on meetings
    referencing new table as added for each statement execute function logic.keep_out_of_ended_clubs();
