//! The tables, as the migrations leave them. A test compares every column with the database.
#![expect(missing_docs, reason = "the tables are described in the migrations")]

diesel::table! {
    units (id) {
        id -> Uuid,
        level -> Text,
        code -> Nullable<Text>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        version -> Integer,
    }
}

diesel::table! {
    unit_versions (unit_id, valid_from) {
        unit_id -> Uuid,
        level -> Text,
        name -> Text,
        kind -> Text,
        folded -> Text,
        sort_key -> Text,
        parent_id -> Nullable<Uuid>,
        province_id -> Uuid,
        district_id -> Nullable<Uuid>,
        commune_id -> Nullable<Uuid>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
    }
}

diesel::table! {
    unit_lineage (from_id, to_id) {
        from_id -> Uuid,
        to_id -> Uuid,
        kind -> Text,
        effective_on -> Date,
        legal_document -> Text,
    }
}

diesel::table! {
    club_codes (commune_code) {
        commune_code -> Text,
        last_number -> Integer,
    }
}

diesel::table! {
    clubs (id) {
        id -> Uuid,
        code -> Text,
        name -> Text,
        folded -> Text,
        sort_key -> Text,
        state -> Text,
        state_since -> Date,
        hamlet_id -> Uuid,
        commune_id -> Uuid,
        district_id -> Nullable<Uuid>,
        province_id -> Uuid,
        proposed_on -> Date,
        established_on -> Nullable<Date>,
        launched_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        merged_into -> Nullable<Uuid>,
        meeting_place -> Nullable<Text>,
        meeting_day -> Nullable<SmallInt>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    club_placements (id) {
        id -> Uuid,
        club_id -> Uuid,
        hamlet_id -> Uuid,
        is_main -> Bool,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
    }
}

diesel::table! {
    club_transitions (id) {
        id -> Uuid,
        club_id -> Uuid,
        event -> Text,
        from_state -> Text,
        to_state -> Text,
        occurred_on -> Date,
        decision_number -> Nullable<Text>,
        decision_date -> Nullable<Date>,
        authority -> Nullable<Text>,
        listed_members -> Nullable<Integer>,
        reason -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    club_regulations (id) {
        id -> Uuid,
        club_id -> Uuid,
        number -> Integer,
        adopted_on -> Date,
        effective_from -> Date,
        body -> Text,
        created_at -> Timestamptz,
        lending -> Nullable<Jsonb>,
    }
}

diesel::table! {
    households (id) {
        id -> Uuid,
        hamlet_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    household_poverty (household_id, year) {
        household_id -> Uuid,
        year -> SmallInt,
        status -> Text,
        certificate_no -> Nullable<Text>,
    }
}

diesel::table! {
    persons (id) {
        id -> Uuid,
        full_name -> Text,
        folded -> Text,
        sort_key -> Text,
        sex -> Text,
        birth_date -> Nullable<Date>,
        birth_precision -> Nullable<Text>,
        phone -> Nullable<Text>,
        address -> Nullable<Text>,
        hamlet_id -> Nullable<Uuid>,
        household_id -> Nullable<Uuid>,
        ethnicity -> Nullable<Text>,
        lives_alone -> Nullable<Bool>,
        disabled -> Nullable<Bool>,
        national_id_sealed -> Nullable<Bytea>,
        national_id_hash -> Nullable<Bytea>,
        insurance_sealed -> Nullable<Bytea>,
        insurance_hash -> Nullable<Bytea>,
        died_on -> Nullable<Date>,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    memberships (id) {
        id -> Uuid,
        person_id -> Uuid,
        club_id -> Uuid,
        state -> Text,
        state_since -> Date,
        applied_on -> Date,
        joined_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        end_reason -> Nullable<Text>,
        transferred_to -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    membership_states (membership_id, valid_from, state) {
        membership_id -> Uuid,
        club_id -> Uuid,
        state -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
    }
}

diesel::table! {
    consents (id) {
        id -> Uuid,
        person_id -> Uuid,
        purpose -> Text,
        text_version -> Text,
        method -> Text,
        given_on -> Date,
        on_behalf_by -> Nullable<Text>,
        withdrawn_on -> Nullable<Date>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    club_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        members -> Integer,
        women -> Integer,
        sex_unknown -> Integer,
        older -> Integer,
        older_approximate -> Integer,
        birth_unknown -> Integer,
        poor -> Integer,
        near_poor -> Integer,
        difficult -> Integer,
        ethnic_minority -> Integer,
        disabled -> Integer,
        lives_alone -> Integer,
        applicants -> Integer,
    }
}

diesel::table! {
    board_terms (id) {
        id -> Uuid,
        club_id -> Uuid,
        starts_on -> Date,
        planned_end_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        decision_number -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    board_positions (id) {
        id -> Uuid,
        term_id -> Uuid,
        club_id -> Uuid,
        membership_id -> Uuid,
        position -> Text,
        starts_on -> Date,
        ended_on -> Nullable<Date>,
    }
}

diesel::table! {
    users (id) {
        id -> Uuid,
        login -> Text,
        login_key -> Text,
        kind -> Text,
        display_name -> Text,
        folded -> Text,
        password_hash -> Nullable<Text>,
        secret_hash -> Nullable<Bytea>,
        person_id -> Nullable<Uuid>,
        token_version -> Integer,
        disabled_at -> Nullable<Timestamptz>,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    assignments (id) {
        id -> Uuid,
        user_id -> Uuid,
        role -> Text,
        unit_id -> Nullable<Uuid>,
        club_id -> Nullable<Uuid>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        granted_by -> Uuid,
        end_reason -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    refresh_tokens (id) {
        id -> Uuid,
        family_id -> Uuid,
        user_id -> Uuid,
        token_hash -> Bytea,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sign_in_failures (login_hash) {
        login_hash -> Bytea,
        failures -> Integer,
        retry_at -> Timestamptz,
    }
}

diesel::table! {
    changes (seq) {
        seq -> BigInt,
        txid -> BigInt,
        at -> Timestamptz,
        actor_id -> Uuid,
        request_id -> Uuid,
        action -> Text,
        entity -> Text,
        entity_id -> Uuid,
        club_id -> Nullable<Uuid>,
        unit_id -> Nullable<Uuid>,
        version -> Nullable<Integer>,
        difference -> Jsonb,
    }
}

diesel::table! {
    idempotency_keys (user_id, key) {
        user_id -> Uuid,
        key -> Text,
        fingerprint -> Bytea,
        reply -> Nullable<Bytea>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    personal_data_reads (id) {
        id -> BigInt,
        at -> Timestamptz,
        user_id -> Uuid,
        request_id -> Uuid,
        person_id -> Uuid,
        club_id -> Uuid,
        tier -> SmallInt,
    }
}

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
    }
}

diesel::table! {
    reversals (id) {
        id -> Uuid,
        club_id -> Uuid,
        entry_id -> Uuid,
        reason -> Text,
        on_day -> Nullable<Date>,
        state -> Text,
        requested_by -> Uuid,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        reversed_by -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
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
    fund_metrics (club_id) {
        club_id -> Uuid,
        has_both_funds -> Bool,
        income_cash_vnd -> BigInt,
        income_bank_vnd -> BigInt,
        operating_cash_vnd -> BigInt,
        operating_bank_vnd -> BigInt,
        lent_vnd -> BigInt,
        savings_vnd -> BigInt,
        pooled_vnd -> BigInt,
        seed_vnd -> BigInt,
        contributions_vnd -> BigInt,
        donations_vnd -> BigInt,
        interest_vnd -> BigInt,
        expenses_vnd -> BigInt,
        social_help_vnd -> BigInt,
        loss_vnd -> BigInt,
        savers -> Integer,
    }
}

diesel::table! {
    lending_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        valid_through -> Date,
        disbursed_vnd -> BigInt,
        disbursed_year_vnd -> BigInt,
        outstanding_vnd -> BigInt,
        late_vnd -> BigInt,
        late_30_vnd -> BigInt,
        late_60_vnd -> BigInt,
        late_90_vnd -> BigInt,
        rescheduled_vnd -> BigInt,
        frozen_vnd -> BigInt,
        written_off_vnd -> BigInt,
        recovered_vnd -> BigInt,
        loans_disbursed -> Integer,
        loans_disbursed_year -> Integer,
        loans_open -> Integer,
        loans_late -> Integer,
        loans_late_30 -> Integer,
        borrowers -> Integer,
        borrowers_late -> Integer,
        borrowers_ever -> Integer,
        borrowers_year -> Integer,
        in_need_year -> Integer,
        borrowers_late_30 -> Integer,
        borrowers_late_60 -> Integer,
        borrowers_late_90 -> Integer,
        borrowers_rescheduled -> Integer,
        borrowers_frozen -> Integer,
        borrowers_written_off -> Integer,
        takers -> Integer,
        takers_year -> Integer,
    }
}

diesel::joinable!(unit_versions -> units (unit_id));
diesel::joinable!(memberships -> persons (person_id));
diesel::joinable!(board_positions -> board_terms (term_id));
diesel::joinable!(board_positions -> memberships (membership_id));
diesel::joinable!(club_metrics -> clubs (club_id));
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
diesel::joinable!(fund_metrics -> clubs (club_id));
diesel::joinable!(lending_metrics -> clubs (club_id));

diesel::allow_tables_to_appear_in_same_query!(
    units,
    unit_versions,
    unit_lineage,
    club_codes,
    clubs,
    club_placements,
    club_transitions,
    club_regulations,
    households,
    household_poverty,
    persons,
    memberships,
    membership_states,
    consents,
    club_metrics,
    board_terms,
    board_positions,
    users,
    assignments,
    refresh_tokens,
    sign_in_failures,
    changes,
    idempotency_keys,
    personal_data_reads,
    ledgers,
    funds,
    ledger_entries,
    ledger_lines,
    ledger_balances,
    savings_balances,
    ledger_closings,
    closing_balances,
    cash_counts,
    reversals,
    loans,
    loan_guarantors,
    loan_steps,
    loan_decisions,
    loan_votes,
    loan_schedules,
    loan_instalments,
    repayments,
    repayment_lines,
    loan_freezes,
    repayment_pauses,
    write_offs,
    external_loans,
    meetings,
    meeting_attendances,
    fund_metrics,
    lending_metrics,
);
