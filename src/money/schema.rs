//! The tables of this wing, as the migrations leave them. A test compares every column with the database.
#![expect(missing_docs, reason = "the tables are described in the migrations")]

use crate::access::tables::users;
use crate::register::tables::{clubs, household_poverty, membership_states, memberships, persons};
use crate::territory::tables::unit_versions;

diesel::table! {
    ledgers (club_id) {
        club_id -> Uuid,
        last_number -> Integer,
        last_hash -> Bytea,
        closed_through -> Nullable<Date>,
        version -> Integer,
    }
}

diesel::table! {
    funds (id) {
        id -> Uuid,
        club_id -> Uuid,
        kind -> Text,
        opened_on -> Date,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    ledger_entries (id) {
        id -> Uuid,
        club_id -> Uuid,
        number -> Integer,
        kind -> Text,
        on_day -> Date,
        source -> Nullable<Text>,
        party -> Nullable<Text>,
        document -> Nullable<Text>,
        narrative -> Nullable<Text>,
        reverses -> Nullable<Uuid>,
        meeting_id -> Nullable<Uuid>,
        receipt_code -> Text,
        recorded_by -> Uuid,
        recorded_at -> Timestamptz,
        previous_hash -> Bytea,
        hash -> Bytea,
        warnings -> Jsonb,
    }
}

diesel::table! {
    ledger_lines (club_id, number, line) {
        club_id -> Uuid,
        number -> Integer,
        line -> SmallInt,
        fund -> Text,
        account -> Text,
        amount_vnd -> BigInt,
        member_id -> Nullable<Uuid>,
        loan_id -> Nullable<Uuid>,
        on_day -> Date,
    }
}

diesel::table! {
    ledger_balances (club_id, fund, account) {
        club_id -> Uuid,
        fund -> Text,
        account -> Text,
        balance_vnd -> BigInt,
        last_on -> Date,
    }
}

diesel::table! {
    savings_balances (member_id) {
        member_id -> Uuid,
        club_id -> Uuid,
        balance_vnd -> BigInt,
    }
}

diesel::table! {
    pooled_balances (club_id, member_id, party) {
        club_id -> Uuid,
        member_id -> Nullable<Uuid>,
        party -> Nullable<Text>,
        balance_vnd -> BigInt,
    }
}

diesel::table! {
    entry_proposals (id) {
        id -> Uuid,
        club_id -> Uuid,
        kind -> Text,
        on_day -> Date,
        party -> Nullable<Text>,
        document -> Nullable<Text>,
        narrative -> Nullable<Text>,
        lines -> Jsonb,
        state -> Text,
        proposed_by -> Uuid,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        entry_id -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    ledger_closings (id) {
        id -> Uuid,
        club_id -> Uuid,
        through -> Date,
        last_number -> Integer,
        closed_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    closing_balances (closing_id, fund, account) {
        closing_id -> Uuid,
        fund -> Text,
        account -> Text,
        balance_vnd -> BigInt,
    }
}

diesel::table! {
    cash_counts (id) {
        id -> Uuid,
        club_id -> Uuid,
        fund -> Text,
        counted_on -> Date,
        counted_vnd -> BigInt,
        expected_vnd -> BigInt,
        difference_vnd -> BigInt,
        first_counter -> Uuid,
        second_counter -> Uuid,
        explanation -> Nullable<Text>,
        meeting_id -> Nullable<Uuid>,
        entry_id -> Nullable<Uuid>,
        recorded_by -> Uuid,
        created_at -> Timestamptz,
        through -> Integer,
        denominations -> Nullable<Jsonb>,
    }
}

diesel::table! {
    reversals (id) {
        id -> Uuid,
        club_id -> Uuid,
        entry_id -> Nullable<Uuid>,
        reason -> Text,
        on_day -> Nullable<Date>,
        state -> Text,
        requested_by -> Uuid,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        reversed_by -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
        subject -> Text,
        loan_id -> Nullable<Uuid>,
        schedule_number -> Nullable<SmallInt>,
        write_off_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    loans (id) {
        id -> Uuid,
        club_id -> Uuid,
        member_id -> Uuid,
        number -> Integer,
        state -> Text,
        purpose -> Text,
        requested_vnd -> BigInt,
        requested_months -> SmallInt,
        grace_months -> SmallInt,
        due_dates -> Nullable<Array<Nullable<Date>>>,
        applied_on -> Date,
        screened_on -> Nullable<Date>,
        regulation_id -> Nullable<Uuid>,
        contract -> Nullable<Jsonb>,
        principal_vnd -> Nullable<BigInt>,
        decided_on -> Nullable<Date>,
        decided_by -> Nullable<Uuid>,
        disbursed_on -> Nullable<Date>,
        disbursed_by -> Nullable<Uuid>,
        carried_over -> Bool,
        schedule_number -> SmallInt,
        reschedules -> SmallInt,
        outstanding_vnd -> BigInt,
        repaid_vnd -> BigInt,
        written_off_vnd -> BigInt,
        recovered_vnd -> BigInt,
        late_since -> Nullable<Date>,
        frozen_until -> Nullable<Date>,
        closed_on -> Nullable<Date>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    loan_guarantors (loan_id, member_id) {
        loan_id -> Uuid,
        member_id -> Uuid,
    }
}

diesel::table! {
    loan_steps (loan_id, step) {
        loan_id -> Uuid,
        step -> Text,
        on_day -> Date,
        note -> Nullable<Text>,
        recorded_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    loan_decisions (id) {
        id -> Uuid,
        loan_id -> Uuid,
        kind -> Text,
        outcome -> Text,
        decided_on -> Date,
        meeting_id -> Nullable<Uuid>,
        meeting -> Text,
        eligible -> SmallInt,
        present -> SmallInt,
        in_favour -> SmallInt,
        against -> SmallInt,
        reason -> Nullable<Text>,
        recorded_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    loan_votes (decision_id, member_id) {
        decision_id -> Uuid,
        member_id -> Uuid,
        vote -> Text,
    }
}

diesel::table! {
    loan_schedules (loan_id, number) {
        loan_id -> Uuid,
        number -> SmallInt,
        effective_on -> Date,
        reason -> Text,
        starts_on -> Date,
        interest_carried_vnd -> BigInt,
        created_at -> Timestamptz,
        interest_early_end_vnd -> Nullable<BigInt>,
        counts_days -> Bool,
        arrears_class -> Nullable<Text>,
        entry_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    loan_instalments (loan_id, schedule, number) {
        loan_id -> Uuid,
        schedule -> SmallInt,
        number -> SmallInt,
        due_on -> Date,
        principal_vnd -> BigInt,
        interest_vnd -> BigInt,
    }
}

diesel::table! {
    repayments (id) {
        id -> Uuid,
        loan_id -> Uuid,
        club_id -> Uuid,
        entry_id -> Uuid,
        number -> Integer,
        paid_on -> Date,
        amount_vnd -> BigInt,
        waived_vnd -> BigInt,
        waived_because -> Nullable<Text>,
        schedule_number -> SmallInt,
        closes -> Bool,
        recovery -> Bool,
        reversed_by -> Nullable<Uuid>,
        recorded_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    repayment_lines (repayment_id, line) {
        repayment_id -> Uuid,
        line -> SmallInt,
        part -> Text,
        instalment -> SmallInt,
        amount_vnd -> BigInt,
    }
}

diesel::table! {
    loan_freezes (id) {
        id -> Uuid,
        loan_id -> Uuid,
        kind -> Text,
        from_day -> Date,
        to_day -> Nullable<Date>,
        pause_id -> Nullable<Uuid>,
        reason -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    repayment_pauses (id) {
        id -> Uuid,
        unit_id -> Uuid,
        from_day -> Date,
        to_day -> Date,
        document -> Text,
        reason -> Text,
        loans -> Integer,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
        planned_to -> Nullable<Date>,
        ended_document -> Nullable<Text>,
        ended_because -> Nullable<Text>,
    }
}

diesel::table! {
    write_offs (id) {
        id -> Uuid,
        loan_id -> Uuid,
        club_id -> Uuid,
        state -> Text,
        amount_vnd -> BigInt,
        reason -> Text,
        proposed_on -> Date,
        proposed_by -> Uuid,
        decision_id -> Nullable<Uuid>,
        voted_by -> Nullable<Uuid>,
        cleared_on -> Nullable<Date>,
        cleared_by -> Nullable<Uuid>,
        objection -> Nullable<Text>,
        entry_id -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
        document -> Nullable<Text>,
    }
}

diesel::table! {
    external_loans (id) {
        id -> Uuid,
        club_id -> Uuid,
        member_id -> Uuid,
        lender -> Text,
        amount_vnd -> BigInt,
        lent_on -> Date,
        repaid_on -> Nullable<Date>,
        purpose -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    meetings (id) {
        id -> Uuid,
        club_id -> Uuid,
        kind -> Text,
        held_on -> Date,
        place -> Nullable<Text>,
        minutes -> Nullable<Text>,
        guests -> SmallInt,
        present -> SmallInt,
        recorded_by -> Uuid,
        recorded_at -> Nullable<Timestamptz>,
        version -> Integer,
        created_at -> Timestamptz,
        expected -> SmallInt,
    }
}

diesel::table! {
    meeting_attendances (meeting_id, member_id) {
        meeting_id -> Uuid,
        member_id -> Uuid,
        presence -> Text,
    }
}

diesel::table! {
    meeting_resolutions (meeting_id, position) {
        meeting_id -> Uuid,
        position -> SmallInt,
        text -> Text,
        in_favour -> Nullable<SmallInt>,
        against -> Nullable<SmallInt>,
        abstained -> Nullable<SmallInt>,
        published -> Bool,
    }
}

diesel::table! {
    ledger_months (club_id, fund, account, month) {
        club_id -> Uuid,
        fund -> Text,
        account -> Text,
        month -> Date,
        moved_vnd -> BigInt,
    }
}

diesel::table! {
    ledger_mergers (id) {
        id -> Uuid,
        club_id -> Uuid,
        successor_id -> Uuid,
        on_day -> Date,
        out_entry_id -> Nullable<Uuid>,
        in_entry_id -> Nullable<Uuid>,
        loans -> Integer,
        recorded_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    loan_transfers (loan_id, number) {
        loan_id -> Uuid,
        number -> SmallInt,
        from_club_id -> Uuid,
        from_member_id -> Uuid,
        from_number -> Integer,
        on_day -> Date,
    }
}

diesel::table! {
    advance_settlements (entry_id) {
        entry_id -> Uuid,
        club_id -> Uuid,
        advance_id -> Uuid,
        settled_on -> Date,
        spent_vnd -> BigInt,
        returned_vnd -> BigInt,
    }
}

diesel::table! {
    cycles (id) {
        id -> Uuid,
        club_id -> Uuid,
        number -> Integer,
        state -> Text,
        starts_on -> Date,
        ends_on -> Date,
        regulation_id -> Uuid,
        rules -> Jsonb,
        opened_by -> Uuid,
        shared_out_on -> Nullable<Date>,
        document -> Nullable<Text>,
        eligible -> Nullable<SmallInt>,
        present -> Nullable<SmallInt>,
        in_favour -> Nullable<SmallInt>,
        against -> Nullable<SmallInt>,
        decided_by -> Nullable<Uuid>,
        entry_id -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    ledger_vouchers (club_id, fund, kind, year, number) {
        club_id -> Uuid,
        fund -> Text,
        kind -> Text,
        year -> SmallInt,
        number -> Integer,
        entry -> Integer,
    }
}

diesel::table! {
    treasury_handovers (id) {
        id -> Uuid,
        club_id -> Uuid,
        state -> Text,
        on_day -> Date,
        document -> Text,
        outgoing_member_id -> Uuid,
        outgoing_seat_id -> Uuid,
        incoming_member_id -> Uuid,
        incoming_seat_id -> Nullable<Uuid>,
        unable_because -> Nullable<Text>,
        last_number -> Integer,
        statement -> Jsonb,
        requested_by -> Uuid,
        confirmed_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::joinable!(funds -> ledgers (club_id));
diesel::joinable!(ledgers -> clubs (club_id));
diesel::joinable!(cash_counts -> clubs (club_id));
diesel::joinable!(ledger_entries -> clubs (club_id));
diesel::joinable!(closing_balances -> ledger_closings (closing_id));
diesel::joinable!(repayments -> loans (loan_id));
diesel::joinable!(repayments -> ledger_entries (entry_id));
diesel::joinable!(loans -> memberships (member_id));
diesel::joinable!(loan_votes -> loan_decisions (decision_id));
diesel::joinable!(repayment_lines -> repayments (repayment_id));
diesel::joinable!(meeting_attendances -> meetings (meeting_id));
diesel::joinable!(loan_freezes -> loans (loan_id));

crate::platform::ids::appear_together! {
    unit_versions: ledgers, ledger_entries, ledger_lines;
    clubs: ledgers, funds, ledger_entries, ledger_lines, ledger_balances, savings_balances, pooled_balances, entry_proposals, ledger_closings, closing_balances, cash_counts, reversals, loans, loan_guarantors, loan_steps, loan_decisions, loan_votes, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes, repayment_pauses, write_offs, external_loans, meetings, meeting_attendances, meeting_resolutions, ledger_mergers, advance_settlements, cycles, treasury_handovers;
    household_poverty: ledger_balances, loans, loan_guarantors, loan_steps, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes;
    persons: ledgers, ledger_entries, ledger_lines, ledger_balances, savings_balances, loans, loan_guarantors, loan_steps, loan_decisions, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes, write_offs;
    memberships: ledgers, funds, ledger_entries, ledger_lines, ledger_balances, savings_balances, loans, loan_guarantors, loan_steps, loan_decisions, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes, write_offs, treasury_handovers;
    membership_states: ledger_balances, loans, loan_guarantors, loan_steps, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes, external_loans;
    users: ledgers, ledger_entries, ledger_lines, ledger_balances, loans, loan_guarantors, loan_steps, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes;
    ledgers: funds, ledger_entries, ledger_lines, ledger_balances, ledger_closings, closing_balances, loans, loan_freezes, repayment_pauses;
    funds: ledger_lines, ledger_balances, ledger_closings, closing_balances, cash_counts, loans;
    ledger_entries: ledger_lines, ledger_balances, reversals, loans, loan_schedules, loan_instalments, repayments, repayment_lines, write_offs, meetings, meeting_attendances, meeting_resolutions, advance_settlements;
    ledger_lines: ledger_balances, ledger_closings, closing_balances, cash_counts;
    ledger_balances: savings_balances, ledger_closings, closing_balances, loans, loan_guarantors, loan_steps, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes;
    savings_balances: ledger_closings, closing_balances, loans, loan_freezes;
    ledger_closings: closing_balances, loans;
    closing_balances: loans;
    loans: loan_guarantors, loan_steps, loan_decisions, loan_votes, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes, repayment_pauses, meetings;
    loan_guarantors: loan_steps, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes;
    loan_steps: loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes;
    loan_decisions: loan_votes, write_offs, meetings;
    loan_votes: meetings;
    loan_schedules: loan_instalments, repayments, repayment_lines, loan_freezes;
    loan_instalments: repayments, repayment_lines, loan_freezes;
    repayments: repayment_lines, loan_freezes;
    repayment_lines: loan_freezes;
    loan_freezes: repayment_pauses;
    meetings: meeting_attendances, meeting_resolutions;
    meeting_attendances: meeting_resolutions;
    ledger_vouchers: ledger_entries, ledger_lines;
}
