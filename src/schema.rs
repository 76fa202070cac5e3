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
        older_women -> Integer,
        from_55 -> Integer,
        from_80 -> Integer,
        joined -> Integer,
        left_club -> Integer,
        households_poor_before -> Integer,
        households_escaped -> Integer,
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
        deputy_for -> Nullable<Uuid>,
        acting_for -> Nullable<Uuid>,
        deputy_reason -> Nullable<Text>,
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
        acting_for -> Nullable<Uuid>,
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
        counted_on -> Date,
        valid_through -> Date,
        income_before_vnd -> BigInt,
        injected_vnd -> BigInt,
        operating_before_vnd -> BigInt,
        seed_period_vnd -> BigInt,
        contributions_period_vnd -> BigInt,
        donations_period_vnd -> BigInt,
        interest_period_vnd -> BigInt,
        expenses_period_vnd -> BigInt,
        social_help_period_vnd -> BigInt,
        loss_period_vnd -> BigInt,
        first_funding_vnd -> BigInt,
        last_on -> Nullable<Date>,
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

diesel::table! {
    area_catalogues (code) {
        code -> Text,
        programme -> Text,
        name_vi -> Text,
        name_en -> Text,
        source -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
    }
}

diesel::table! {
    catalogue_areas (catalogue, position) {
        catalogue -> Text,
        position -> SmallInt,
        name_vi -> Text,
        name_en -> Text,
        areas -> Array<Text>,
        at_least -> SmallInt,
    }
}

diesel::table! {
    activity_series (id) {
        id -> Uuid,
        club_id -> Uuid,
        area -> Text,
        kind -> Text,
        title -> Text,
        place -> Nullable<Text>,
        rhythm -> Text,
        day_of_month -> Nullable<SmallInt>,
        weekday -> Nullable<SmallInt>,
        starts_on -> Date,
        ends_on -> Date,
        ended_on -> Nullable<Date>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    activities (id) {
        id -> Uuid,
        club_id -> Uuid,
        series_id -> Nullable<Uuid>,
        state -> Text,
        area -> Text,
        more_areas -> Array<Text>,
        kind -> Text,
        title -> Text,
        starts_on -> Date,
        ends_on -> Date,
        starts_at -> Nullable<Time>,
        place -> Nullable<Text>,
        partners -> Nullable<Text>,
        members -> Integer,
        guests -> Integer,
        turns -> Integer,
        cost_vnd -> Nullable<BigInt>,
        entry_id -> Nullable<Uuid>,
        result -> Nullable<Text>,
        cancelled_reason -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    activity_attendances (activity_id, member_id) {
        activity_id -> Uuid,
        member_id -> Uuid,
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
    }
}

diesel::table! {
    gatherings (id) {
        id -> Uuid,
        unit_id -> Uuid,
        commune_id -> Nullable<Uuid>,
        province_id -> Uuid,
        kind -> Text,
        held_on -> Date,
        place -> Nullable<Text>,
        subject -> Text,
        minutes -> Nullable<Text>,
        recommendations -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    gathering_clubs (gathering_id, club_id) {
        gathering_id -> Uuid,
        club_id -> Uuid,
        representatives -> SmallInt,
    }
}

diesel::table! {
    exchange_visits (id) {
        id -> Uuid,
        club_id -> Uuid,
        host_club_id -> Nullable<Uuid>,
        host -> Nullable<Text>,
        visited_on -> Date,
        purpose -> Text,
        members -> SmallInt,
        guests -> SmallInt,
        cost_vnd -> Nullable<BigInt>,
        lessons -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    trainings (id) {
        id -> Uuid,
        club_id -> Nullable<Uuid>,
        unit_id -> Nullable<Uuid>,
        commune_id -> Nullable<Uuid>,
        province_id -> Nullable<Uuid>,
        kind -> Text,
        title -> Text,
        organiser -> Nullable<Text>,
        starts_on -> Date,
        ends_on -> Date,
        place -> Nullable<Text>,
        officers -> SmallInt,
        cost_vnd -> Nullable<BigInt>,
        source -> Nullable<Text>,
        result -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    training_participants (training_id, member_id) {
        training_id -> Uuid,
        member_id -> Uuid,
        club_id -> Uuid,
        capacity -> Text,
        completed -> Bool,
    }
}

diesel::table! {
    volunteers (id) {
        id -> Uuid,
        club_id -> Uuid,
        member_id -> Uuid,
        since -> Date,
        until -> Nullable<Date>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    care_cases (id) {
        id -> Uuid,
        club_id -> Uuid,
        person_id -> Uuid,
        member_id -> Nullable<Uuid>,
        number -> Integer,
        state -> Text,
        state_since -> Date,
        need -> Text,
        needs -> Nullable<Text>,
        visit_every_days -> SmallInt,
        started_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        close_reason -> Nullable<Text>,
        last_visit_on -> Nullable<Date>,
        next_due_on -> Nullable<Date>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    care_case_states (case_id, valid_from, state) {
        case_id -> Uuid,
        state -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
    }
}

diesel::table! {
    care_case_volunteers (case_id, volunteer_id, since) {
        case_id -> Uuid,
        volunteer_id -> Uuid,
        since -> Date,
        until -> Nullable<Date>,
    }
}

diesel::table! {
    care_visits (id) {
        id -> Uuid,
        case_id -> Uuid,
        club_id -> Uuid,
        visited_on -> Date,
        starts_at -> Nullable<Time>,
        minutes -> SmallInt,
        services -> Array<Text>,
        note -> Nullable<Text>,
        warnings -> Array<Text>,
        recorded_by -> Uuid,
        recorded_at -> Nullable<Timestamptz>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    care_visit_volunteers (visit_id, volunteer_id) {
        visit_id -> Uuid,
        volunteer_id -> Uuid,
        visited_on -> Date,
    }
}

diesel::table! {
    referrals (id) {
        id -> Uuid,
        case_id -> Uuid,
        club_id -> Uuid,
        visit_id -> Nullable<Uuid>,
        referred_on -> Date,
        urgency -> Text,
        reason -> Text,
        state -> Text,
        state_since -> Date,
        appointment_on -> Nullable<Date>,
        result_sealed -> Nullable<Bytea>,
        recorded_by -> Uuid,
        answered_by -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    health_events (id) {
        id -> Uuid,
        unit_id -> Uuid,
        commune_id -> Uuid,
        province_id -> Uuid,
        club_id -> Nullable<Uuid>,
        state -> Text,
        kind -> Text,
        title -> Text,
        provider -> Text,
        held_on -> Date,
        place -> Nullable<Text>,
        medicines -> Nullable<Text>,
        community -> Integer,
        cancelled_reason -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    health_invitations (event_id, member_id) {
        event_id -> Uuid,
        member_id -> Uuid,
        club_id -> Uuid,
        attended -> Nullable<Bool>,
        referred -> Bool,
    }
}

diesel::table! {
    health_results (event_id, member_id) {
        event_id -> Uuid,
        member_id -> Uuid,
        sealed -> Bytea,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    insurance_supports (id) {
        id -> Uuid,
        club_id -> Uuid,
        member_id -> Uuid,
        year -> SmallInt,
        covered -> Bool,
        payer -> Text,
        amount_vnd -> Nullable<BigInt>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    monitoring_checklists (version) {
        version -> SmallInt,
        title -> Text,
        valid_from -> Date,
        source -> Text,
    }
}

diesel::table! {
    monitoring_questions (version, code) {
        version -> SmallInt,
        code -> Text,
        position -> SmallInt,
        text_vi -> Text,
        text_en -> Text,
        most -> SmallInt,
    }
}

diesel::table! {
    monitoring_visits (id) {
        id -> Uuid,
        club_id -> Uuid,
        checklist -> SmallInt,
        visited_on -> Date,
        organisation -> Text,
        score -> SmallInt,
        most -> SmallInt,
        findings -> Nullable<Text>,
        recommendations -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    monitoring_scores (visit_id, code) {
        visit_id -> Uuid,
        version -> SmallInt,
        code -> Text,
        score -> SmallInt,
        remark -> Nullable<Text>,
    }
}

diesel::table! {
    monitoring_tasks (id) {
        id -> Uuid,
        visit_id -> Uuid,
        club_id -> Uuid,
        text -> Text,
        due_on -> Date,
        state -> Text,
        answer -> Nullable<Text>,
        done_on -> Nullable<Date>,
        review -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    awards (id) {
        id -> Uuid,
        club_id -> Uuid,
        member_id -> Nullable<Uuid>,
        title -> Text,
        level -> Text,
        decision_number -> Nullable<Text>,
        decided_on -> Date,
        reason -> Text,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    self_help_actions (id) {
        id -> Uuid,
        club_id -> Uuid,
        kind -> Text,
        given_by -> Nullable<Uuid>,
        given_to -> Nullable<Uuid>,
        beneficiary -> Text,
        helped_on -> Date,
        half_days -> Nullable<SmallInt>,
        value_vnd -> Nullable<BigInt>,
        helpers -> SmallInt,
        note -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    rights_cases (id) {
        id -> Uuid,
        club_id -> Uuid,
        member_id -> Uuid,
        issue -> Text,
        description -> Text,
        state -> Text,
        opened_on -> Date,
        sent_on -> Nullable<Date>,
        closed_on -> Nullable<Date>,
        outcome -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    mobilised_resources (id) {
        id -> Uuid,
        club_id -> Uuid,
        kind -> Text,
        giver -> Text,
        giver_name -> Nullable<Text>,
        received_on -> Date,
        value_vnd -> Nullable<BigInt>,
        half_days -> Nullable<SmallInt>,
        what -> Text,
        entry_id -> Nullable<Uuid>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    attachments (id) {
        id -> Uuid,
        club_id -> Uuid,
        subject -> Text,
        subject_id -> Uuid,
        file_name -> Text,
        content_type -> Text,
        size -> Integer,
        sha256 -> Bytea,
        note -> Nullable<Text>,
        removed_on -> Nullable<Date>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    activity_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        valid_through -> Date,
        income -> SmallInt,
        health_care -> SmallInt,
        home_care -> SmallInt,
        self_help -> SmallInt,
        rights -> SmallInt,
        communication -> SmallInt,
        sport_culture -> SmallInt,
        resource_mobilisation -> SmallInt,
        all_areas -> SmallInt,
        activities -> Integer,
        turns -> Integer,
        meetings -> Integer,
        attendance -> Integer,
        volunteers -> Integer,
        care_cases -> Integer,
        care_visits -> Integer,
        checked -> Integer,
        checked_twice -> Integer,
        insured -> Integer,
        trainings -> Integer,
        training_turns -> Integer,
        exchange_visits -> Integer,
        monitoring_visits -> Integer,
        awards -> Integer,
        self_help_actions -> Integer,
        rights_cases -> Integer,
        mobilised_cash_vnd -> BigInt,
        mobilised_kind_vnd -> BigInt,
        labour_half_days -> Integer,
    }
}

diesel::table! {
    logic.calendar_items (id) {
        club_id -> Uuid,
        on_day -> Date,
        source -> Text,
        id -> Uuid,
        state -> Text,
        area -> Nullable<Text>,
        title -> Text,
        place -> Nullable<Text>,
    }
}

diesel::table! {
    logic.area_evidence (id) {
        club_id -> Uuid,
        area -> Text,
        on_day -> Date,
        source -> Text,
        id -> Uuid,
    }
}

diesel::table! {
    logic.attachable (id) {
        club_id -> Uuid,
        subject -> Text,
        id -> Uuid,
    }
}

diesel::table! {
    province_sums (province_id, name) {
        province_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    commune_sums (province_id, name, commune_id) {
        province_id -> Uuid,
        commune_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    sum_changes (id) {
        id -> BigInt,
        province_id -> Uuid,
        name -> Text,
        value -> BigInt,
        commune_id -> Uuid,
    }
}

diesel::table! {
    logic.sums_now (province_id, name) {
        province_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    logic.commune_sums_now (province_id, name, commune_id) {
        province_id -> Uuid,
        commune_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    logic.sums_counted (province_id, name, commune_id) {
        province_id -> Uuid,
        commune_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    logic.sums_astray (province_id, name) {
        province_id -> Uuid,
        commune_id -> Nullable<Uuid>,
        name -> Text,
        kept -> BigInt,
        counted -> BigInt,
    }
}

diesel::table! {
    unit_terrains (unit_id, valid_from) {
        unit_id -> Uuid,
        terrain -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        source -> Nullable<Text>,
        version -> Integer,
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
    repayment_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        valid_through -> Date,
        due_vnd -> BigInt,
        paid_in_time_vnd -> BigInt,
        received_vnd -> BigInt,
        prepaid_vnd -> BigInt,
        arrears_before_vnd -> BigInt,
        outstanding_before_vnd -> BigInt,
        written_off_period_vnd -> BigInt,
        recovered_period_vnd -> BigInt,
    }
}

diesel::table! {
    management_metrics (club_id) {
        club_id -> Uuid,
        counted_on -> Date,
        valid_through -> Date,
        running -> SmallInt,
        new_club -> SmallInt,
        existed_before -> SmallInt,
        maintained -> SmallInt,
        months -> Integer,
        expected -> Integer,
        board_valid -> SmallInt,
        meets_monthly -> SmallInt,
        regulated -> SmallInt,
        board_trained -> SmallInt,
        reports_due -> Integer,
        reports_in_time -> Integer,
        last_on -> Nullable<Date>,
    }
}

diesel::table! {
    standing_metrics (club_id) {
        club_id -> Uuid,
        whole -> SmallInt,
        well_managed -> SmallInt,
        enough_borrowers -> SmallInt,
        dual_standard -> SmallInt,
        self_managed -> SmallInt,
        first_20m -> SmallInt,
        first_30m -> SmallInt,
        silent -> SmallInt,
    }
}

diesel::table! {
    logic.metrics_of_clubs (club_id, name) {
        club_id -> Uuid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    programmes (id) {
        id -> Uuid,
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
        period_from -> Date,
        period_to -> Date,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    documents (id) {
        id -> Uuid,
        programme_id -> Uuid,
        kind -> Text,
        number -> Nullable<Text>,
        issued_on -> Nullable<Date>,
        title -> Text,
        issuer -> Text,
        signatory -> Nullable<Text>,
        level -> Text,
        unit_id -> Nullable<Uuid>,
        period_from -> Nullable<Date>,
        period_to -> Nullable<Date>,
        known_from -> Text,
        source -> Nullable<Text>,
        note -> Nullable<Text>,
        directive -> Bool,
        recipients -> Array<Text>,
        cites -> Array<Text>,
        state -> Text,
        state_since -> Date,
        succeeded_by -> Nullable<Uuid>,
        drawn_up_by -> Uuid,
        issued_by -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    document_bases (document_id, based_on) {
        document_id -> Uuid,
        based_on -> Uuid,
    }
}

diesel::table! {
    document_duties (document_id, position) {
        document_id -> Uuid,
        position -> SmallInt,
        organisation -> Text,
        organisation_kind -> Text,
        level -> Text,
        role -> Text,
        duty -> Text,
        clause -> Nullable<Text>,
    }
}

diesel::table! {
    funding_sources (document_id, position) {
        document_id -> Uuid,
        position -> SmallInt,
        kind -> Text,
        source -> Text,
        purpose -> Nullable<Text>,
        clause -> Nullable<Text>,
    }
}

diesel::table! {
    reporting_duties (document_id, position) {
        document_id -> Uuid,
        position -> SmallInt,
        reporter -> Text,
        reporter_kind -> Text,
        recipient -> Text,
        recipient_kind -> Text,
        consolidates -> Bool,
        frequencies -> Array<Text>,
        clause -> Nullable<Text>,
    }
}

diesel::table! {
    targets (id) {
        id -> Uuid,
        document_id -> Uuid,
        code -> Text,
        clause -> Nullable<Text>,
        statement -> Text,
        indicator -> Nullable<Text>,
        comparator -> Text,
        low -> Nullable<BigInt>,
        high -> Nullable<BigInt>,
        measure -> Text,
        level -> Text,
        terrain -> Nullable<Array<Text>>,
        new_only -> Bool,
        in_need -> Bool,
        period_from -> Nullable<Date>,
        deadline -> Nullable<Date>,
        quotation -> Text,
        implausible -> Bool,
        superseded_by -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    plan_items (id) {
        id -> Uuid,
        document_id -> Uuid,
        code -> Text,
        text -> Text,
        area -> Nullable<Text>,
        clause -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    plan_tasks (id) {
        id -> Uuid,
        document_id -> Uuid,
        plan_item_id -> Nullable<Uuid>,
        text -> Text,
        lead -> Text,
        coordinating -> Array<Text>,
        due_on -> Date,
        state -> Text,
        done_on -> Nullable<Date>,
        remark -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    budget_lines (id) {
        id -> Uuid,
        document_id -> Uuid,
        plan_item_id -> Nullable<Uuid>,
        year -> SmallInt,
        source -> Text,
        text -> Text,
        requested_vnd -> BigInt,
        appraised_vnd -> Nullable<BigInt>,
        allocated_vnd -> Nullable<BigInt>,
        disbursed_vnd -> Nullable<BigInt>,
        settled_vnd -> Nullable<BigInt>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    organisations (id) {
        id -> Uuid,
        kind -> Text,
        level -> Text,
        unit_id -> Nullable<Uuid>,
        name -> Text,
        sort_key -> Text,
        legal_document -> Nullable<Text>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        successor_id -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    reporting_lines (id) {
        id -> Uuid,
        from_kind -> Text,
        from_level -> Text,
        to_kind -> Text,
        to_level -> Text,
        role -> Text,
        regime -> Text,
        province_id -> Nullable<Uuid>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        source -> Text,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    admin_changes (id) {
        id -> Uuid,
        province_id -> Nullable<Uuid>,
        title -> Text,
        legal_document -> Text,
        effective_on -> Date,
        operations -> Jsonb,
        state -> Text,
        drafted_by -> Uuid,
        applied_by -> Nullable<Uuid>,
        applied_at -> Nullable<Timestamptz>,
        reversed_by -> Nullable<Uuid>,
        reversed_at -> Nullable<Timestamptz>,
        reversal_reason -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    admin_change_choices (change_id, club_id) {
        change_id -> Uuid,
        club_id -> Uuid,
        unit_id -> Uuid,
        chosen_by -> Uuid,
    }
}

diesel::table! {
    admin_change_images (id) {
        id -> BigInt,
        change_id -> Uuid,
        table_name -> Text,
        was -> Nullable<Jsonb>,
        became -> Nullable<Jsonb>,
    }
}

diesel::table! {
    declared_figures (id) {
        id -> Uuid,
        unit_id -> Nullable<Uuid>,
        club_id -> Nullable<Uuid>,
        indicator -> Text,
        since -> Date,
        until -> Date,
        numerator -> BigInt,
        denominator -> Nullable<BigInt>,
        document -> Text,
        declared_by -> Text,
        declared_on -> Date,
        note -> Nullable<Text>,
        recorded_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    period_schemes (code) {
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
        source -> Text,
    }
}

diesel::table! {
    report_periods (id) {
        id -> Uuid,
        scheme -> Text,
        kind -> Text,
        year -> SmallInt,
        label -> Text,
        since -> Date,
        until -> Date,
        due_club -> SmallInt,
        due_commune -> SmallInt,
        due_province -> SmallInt,
        due_nation -> SmallInt,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    report_requests (id) {
        id -> Uuid,
        unit_id -> Nullable<Uuid>,
        title -> Text,
        questions -> Array<Text>,
        indicators -> Array<Text>,
        period_id -> Uuid,
        programme -> Nullable<Text>,
        line -> Text,
        due_on -> Date,
        requested_on -> Date,
        requested_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    reports (id) {
        id -> Uuid,
        club_id -> Nullable<Uuid>,
        unit_id -> Nullable<Uuid>,
        commune_id -> Nullable<Uuid>,
        district_id -> Nullable<Uuid>,
        province_id -> Nullable<Uuid>,
        level -> Text,
        line -> Text,
        programme -> Nullable<Text>,
        period_id -> Uuid,
        regime -> Text,
        request_id -> Nullable<Uuid>,
        edition -> SmallInt,
        supersedes -> Nullable<Uuid>,
        superseded -> Bool,
        state -> Text,
        due_on -> Date,
        opened_on -> Date,
        submitted_on -> Nullable<Date>,
        accepted_on -> Nullable<Date>,
        sealed_on -> Nullable<Date>,
        drawn_up_by -> Array<Uuid>,
        submitted_by -> Nullable<Uuid>,
        consolidated_on -> Nullable<Date>,
        children_due -> Nullable<Integer>,
        children_sealed -> Nullable<Integer>,
        clubs_due -> Nullable<Integer>,
        clubs_covered -> Nullable<Integer>,
        version -> Integer,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    report_cells (report_id, indicator) {
        report_id -> Uuid,
        indicator -> Text,
        definition_version -> SmallInt,
        numerator -> Nullable<BigInt>,
        denominator -> Nullable<BigInt>,
        consolidated_numerator -> Nullable<BigInt>,
        consolidated_denominator -> Nullable<BigInt>,
        declared_numerator -> Nullable<BigInt>,
        declared_denominator -> Nullable<BigInt>,
        explanation -> Nullable<Text>,
        few_people -> Bool,
    }
}

diesel::table! {
    report_sections (report_id, section) {
        report_id -> Uuid,
        section -> Text,
        body -> Text,
    }
}

diesel::table! {
    report_steps (report_id, number) {
        report_id -> Uuid,
        number -> Integer,
        step -> Text,
        role -> Text,
        done_by -> Uuid,
        done_on -> Date,
    }
}

diesel::table! {
    report_returns (id) {
        id -> Uuid,
        report_id -> Uuid,
        returned_on -> Date,
        position -> SmallInt,
        indicator -> Nullable<Text>,
        section -> Nullable<Text>,
        reason -> Text,
    }
}

diesel::table! {
    report_children (report_id, place_id) {
        report_id -> Uuid,
        place_id -> Uuid,
        child_id -> Nullable<Uuid>,
        name -> Text,
        clubs -> Integer,
        standing -> Text,
    }
}

diesel::table! {
    report_deliveries (id) {
        id -> Uuid,
        report_id -> Uuid,
        level -> Text,
        unit_id -> Nullable<Uuid>,
        delivered_on -> Date,
        received_on -> Nullable<Date>,
        organisation_id -> Nullable<Uuid>,
        kind -> Text,
        name -> Text,
        role -> Text,
    }
}

diesel::table! {
    report_snapshots (report_id) {
        report_id -> Uuid,
        body -> Text,
        content_hash -> Text,
        sealed_on -> Date,
    }
}

diesel::table! {
    past_periods (since, day) {
        since -> Date,
        day -> Date,
        asked_on -> Nullable<Date>,
        wanted -> Bool,
        lasting -> Bool,
        complete -> Bool,
    }
}

// The day of which the places in clubs are: one row, written by `place_clubs` alone.
diesel::table! {
    places_of_day (only_row) {
        only_row -> Bool,
        day -> Date,
    }
}

diesel::table! {
    late_entries (id) {
        id -> BigInt,
        club_id -> Uuid,
        on_day -> Date,
        entered_at -> Timestamptz,
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
diesel::joinable!(catalogue_areas -> area_catalogues (catalogue));
diesel::joinable!(activity_attendances -> activities (activity_id));
diesel::joinable!(gathering_clubs -> gatherings (gathering_id));
diesel::joinable!(training_participants -> trainings (training_id));
diesel::joinable!(volunteers -> memberships (member_id));
diesel::joinable!(care_cases -> persons (person_id));
diesel::joinable!(care_case_volunteers -> care_cases (case_id));
diesel::joinable!(care_case_volunteers -> volunteers (volunteer_id));
diesel::joinable!(care_visits -> care_cases (case_id));
diesel::joinable!(care_visit_volunteers -> care_visits (visit_id));
diesel::joinable!(referrals -> care_cases (case_id));
diesel::joinable!(health_invitations -> health_events (event_id));
diesel::joinable!(monitoring_scores -> monitoring_visits (visit_id));
diesel::joinable!(monitoring_tasks -> monitoring_visits (visit_id));
diesel::joinable!(activity_metrics -> clubs (club_id));
diesel::joinable!(repayment_metrics -> clubs (club_id));
diesel::joinable!(management_metrics -> clubs (club_id));
diesel::joinable!(standing_metrics -> clubs (club_id));
diesel::joinable!(reports -> report_periods (period_id));

/// Which tables stand in one query with which, each pair once. They are named one by one: all pairs of 121
/// tables would be 72,600 implementations of a trait, which took the compiler longer than all the rest.
macro_rules! appear_together {
    ($($left:ident: $($right:ident),+;)+) => {$($(
        diesel::allow_tables_to_appear_in_same_query!($left, $right);
    )+)+};
}

appear_together! {
    units: unit_versions, unit_lineage, clubs, club_placements, users, assignments, refresh_tokens,
        organisations, admin_changes, admin_change_choices, declared_figures, report_requests, reports;
    unit_versions: unit_lineage, club_codes, clubs, club_placements, households, household_poverty,
        persons, memberships, consents, users, assignments, refresh_tokens, ledgers, ledger_entries,
        ledger_lines, health_events, health_invitations, documents, document_bases, document_duties,
        funding_sources, reporting_duties, targets, unit_terrains, organisations, reporting_lines,
        admin_changes, admin_change_choices, report_periods, report_requests, reports, report_cells,
        report_sections, report_steps, report_returns, report_children, report_deliveries,
        report_snapshots;
    unit_lineage: clubs, club_placements, assignments, documents, document_bases, document_duties,
        funding_sources, reporting_duties, targets, unit_terrains, organisations, admin_changes,
        admin_change_choices;
    club_codes: clubs, club_placements;
    clubs: club_placements, club_transitions, club_regulations, household_poverty, persons, memberships,
        membership_states, club_metrics, board_terms, board_positions, users, assignments,
        refresh_tokens, changes, personal_data_reads, ledgers, funds, ledger_entries, ledger_lines,
        ledger_balances, savings_balances, ledger_closings, closing_balances, cash_counts, reversals,
        loans, loan_guarantors, loan_steps, loan_decisions, loan_votes, loan_schedules,
        loan_instalments, repayments, repayment_lines, loan_freezes, repayment_pauses, write_offs,
        external_loans, meetings, meeting_attendances, fund_metrics, lending_metrics, activity_series,
        activities, activity_attendances, meeting_resolutions, gatherings, gathering_clubs,
        exchange_visits, trainings, training_participants, volunteers, care_cases, care_case_states,
        care_case_volunteers, care_visits, care_visit_volunteers, referrals, health_events,
        health_invitations, health_results, insurance_supports, monitoring_checklists,
        monitoring_questions, monitoring_visits, monitoring_scores, monitoring_tasks, awards,
        self_help_actions, rights_cases, mobilised_resources, attachments, activity_metrics, documents,
        document_bases, document_duties, funding_sources, reporting_duties, targets, calendar_items,
        area_evidence, attachable, unit_terrains, repayment_metrics, management_metrics,
        standing_metrics, organisations, report_periods, report_requests, reports, report_cells,
        report_sections, report_steps, report_returns, report_children, report_deliveries,
        report_snapshots, past_periods;
    club_placements: club_transitions, memberships, users, assignments, ledgers, funds, ledger_balances,
        loans, organisations, reporting_lines, admin_changes, admin_change_choices, report_periods,
        report_requests, reports, report_cells, report_sections, report_steps, report_returns,
        report_children, report_deliveries, report_snapshots;
    club_transitions: memberships, ledgers, funds, ledger_balances, loans;
    club_regulations: funds;
    households: household_poverty, persons, memberships, consents;
    household_poverty: persons, memberships, membership_states, consents, users, ledger_balances, loans,
        loan_guarantors, loan_steps, loan_schedules, loan_instalments, repayments, repayment_lines,
        loan_freezes;
    persons: memberships, membership_states, consents, board_terms, board_positions, users,
        refresh_tokens, sign_in_failures, idempotency_keys, ledgers, ledger_entries, ledger_lines,
        ledger_balances, savings_balances, loans, loan_guarantors, loan_steps, loan_decisions,
        loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes, write_offs,
        activities, activity_attendances, trainings, training_participants, volunteers, care_cases,
        care_case_states, care_case_volunteers, care_visits, care_visit_volunteers, referrals,
        health_events, health_invitations, insurance_supports;
    memberships: membership_states, consents, board_terms, board_positions, users, refresh_tokens,
        sign_in_failures, changes, idempotency_keys, personal_data_reads, ledgers, funds,
        ledger_entries, ledger_lines, ledger_balances, savings_balances, loans, loan_guarantors,
        loan_steps, loan_decisions, loan_schedules, loan_instalments, repayments, repayment_lines,
        loan_freezes, write_offs, activities, activity_attendances, trainings, training_participants,
        volunteers, care_cases, care_case_states, care_case_volunteers, care_visits,
        care_visit_volunteers, health_events, health_invitations, health_results, insurance_supports;
    membership_states: users, ledger_balances, loans, loan_guarantors, loan_steps, loan_schedules,
        loan_instalments, repayments, repayment_lines, loan_freezes, external_loans;
    club_metrics: fund_metrics, lending_metrics, activity_metrics, repayment_metrics,
        management_metrics, standing_metrics;
    board_terms: board_positions;
    board_positions: savings_balances, loans, loan_freezes, volunteers, care_cases,
        care_case_volunteers;
    users: assignments, refresh_tokens, sign_in_failures, idempotency_keys, ledgers, ledger_entries,
        ledger_lines, ledger_balances, loans, loan_guarantors, loan_steps, loan_schedules,
        loan_instalments, repayments, repayment_lines, loan_freezes, volunteers, care_cases,
        care_case_states, care_case_volunteers, care_visits, health_events, health_invitations,
        health_results, organisations, reporting_lines;
    assignments: refresh_tokens, organisations, reporting_lines, admin_changes, admin_change_choices;
    refresh_tokens: sign_in_failures, idempotency_keys;
    sign_in_failures: idempotency_keys;
    changes: personal_data_reads;
    idempotency_keys: personal_data_reads;
    ledgers: funds, ledger_entries, ledger_lines, ledger_balances, ledger_closings, closing_balances,
        loans, loan_freezes, repayment_pauses;
    funds: ledger_lines, ledger_balances, ledger_closings, closing_balances, cash_counts, loans;
    ledger_entries: ledger_lines, ledger_balances, reversals, loans, loan_schedules, repayments,
        repayment_lines, meetings, meeting_attendances, meeting_resolutions;
    ledger_lines: ledger_balances, ledger_closings, closing_balances;
    ledger_balances: savings_balances, ledger_closings, closing_balances, loans, loan_guarantors,
        loan_steps, loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes,
        past_periods;
    savings_balances: ledger_closings, closing_balances, loans, loan_freezes, volunteers, care_cases,
        care_case_volunteers, past_periods;
    ledger_closings: closing_balances, loans, past_periods;
    closing_balances: loans, past_periods;
    loans: loan_guarantors, loan_steps, loan_decisions, loan_votes, loan_schedules, loan_instalments,
        repayments, repayment_lines, loan_freezes, repayment_pauses, meetings, volunteers, care_cases,
        care_case_volunteers, past_periods;
    loan_guarantors: loan_steps, loan_schedules, loan_instalments, repayments, repayment_lines,
        loan_freezes;
    loan_steps: loan_schedules, loan_instalments, repayments, repayment_lines, loan_freezes;
    loan_decisions: loan_votes, write_offs, meetings;
    loan_votes: meetings;
    loan_schedules: loan_instalments, repayments, repayment_lines, loan_freezes;
    loan_instalments: repayments, repayment_lines, loan_freezes;
    repayments: repayment_lines, loan_freezes;
    repayment_lines: loan_freezes;
    loan_freezes: repayment_pauses, volunteers, care_cases, care_case_volunteers;
    meetings: meeting_attendances, meeting_resolutions;
    meeting_attendances: meeting_resolutions;
    fund_metrics: lending_metrics, activity_metrics, repayment_metrics, management_metrics,
        standing_metrics;
    lending_metrics: activity_metrics, repayment_metrics, management_metrics, standing_metrics;
    area_catalogues: catalogue_areas;
    activity_series: activities;
    activities: activity_attendances;
    gatherings: gathering_clubs;
    trainings: training_participants, volunteers, care_visits, care_visit_volunteers;
    training_participants: volunteers, care_visits, care_visit_volunteers;
    volunteers: care_cases, care_case_states, care_case_volunteers, care_visits, care_visit_volunteers;
    care_cases: care_case_states, care_case_volunteers, care_visits, care_visit_volunteers, referrals;
    care_case_states: care_case_volunteers, care_visits;
    care_case_volunteers: care_visits;
    care_visits: care_visit_volunteers, referrals;
    health_events: health_invitations, health_results;
    health_invitations: health_results;
    monitoring_checklists: monitoring_questions, monitoring_visits, monitoring_scores, monitoring_tasks;
    monitoring_questions: monitoring_visits, monitoring_scores, monitoring_tasks;
    monitoring_visits: monitoring_scores, monitoring_tasks;
    monitoring_scores: monitoring_tasks;
    attachments: attachable;
    activity_metrics: area_evidence, repayment_metrics, management_metrics, standing_metrics;
    documents: document_bases, document_duties, funding_sources, reporting_duties, targets, plan_items,
        plan_tasks, budget_lines;
    document_bases: document_duties, funding_sources, reporting_duties, targets;
    document_duties: funding_sources, reporting_duties, targets;
    funding_sources: reporting_duties, targets;
    reporting_duties: targets;
    unit_terrains: past_periods;
    repayment_metrics: management_metrics, standing_metrics;
    management_metrics: standing_metrics;
    organisations: reporting_lines, admin_changes, admin_change_choices;
    admin_changes: admin_change_choices;
    period_schemes: report_periods;
    report_periods: report_requests, reports, report_cells, report_sections, report_steps,
        report_returns, report_children, report_deliveries, report_snapshots;
    report_requests: reports, report_cells, report_sections, report_steps, report_returns,
        report_children, report_deliveries, report_snapshots;
    reports: report_cells, report_sections, report_steps, report_returns, report_children,
        report_deliveries, report_snapshots;
    report_cells: report_sections, report_steps, report_returns, report_children, report_deliveries,
        report_snapshots;
    report_sections: report_steps, report_returns, report_children, report_deliveries, report_snapshots;
    report_steps: report_returns, report_children, report_deliveries, report_snapshots;
    report_returns: report_children, report_deliveries, report_snapshots;
    report_children: report_deliveries, report_snapshots;
    report_deliveries: report_snapshots;
}
