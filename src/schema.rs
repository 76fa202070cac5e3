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

diesel::joinable!(unit_versions -> units (unit_id));
diesel::joinable!(memberships -> persons (person_id));
diesel::joinable!(board_positions -> board_terms (term_id));
diesel::joinable!(board_positions -> memberships (membership_id));
diesel::joinable!(club_metrics -> clubs (club_id));

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
);
