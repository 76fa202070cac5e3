//! The tables of this wing, as the migrations leave them. A test compares every column with the database.
#![expect(missing_docs, reason = "the tables are described in the migrations")]

use crate::platform::tables::{data_read_batches, personal_data_reads};
use crate::territory::tables::{unit_terrains, unit_versions};

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

// Written by a trigger on `clubs` alone.
diesel::table! {
    club_moves (txid, seq) {
        txid -> BigInt,
        seq -> BigInt,
        club_id -> Uuid,
        at -> Timestamptz,
        from_hamlet -> Uuid,
        from_commune -> Uuid,
        from_district -> Nullable<Uuid>,
        from_province -> Uuid,
        to_hamlet -> Uuid,
        to_commune -> Uuid,
        to_district -> Nullable<Uuid>,
        to_province -> Uuid,
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
        second_factor_from_vnd -> Nullable<BigInt>,
        books -> Nullable<Jsonb>,
        monthly_contribution_vnd -> Nullable<BigInt>,
        monthly_savings_vnd -> Nullable<BigInt>,
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
        person_at_end -> Nullable<Jsonb>,
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

// The day of which the places in clubs are: one row, written by `place_clubs` alone.
diesel::table! {
    places_of_day (only_row) {
        only_row -> Bool,
        day -> Date,
    }
}

diesel::joinable!(memberships -> persons (person_id));
diesel::joinable!(board_positions -> board_terms (term_id));
diesel::joinable!(board_positions -> memberships (membership_id));

crate::platform::ids::appear_together! {
    unit_versions: club_codes, clubs, club_placements, households, household_poverty, persons, memberships, consents;
    club_codes: clubs, club_placements;
    unit_terrains: clubs;
    clubs: club_placements, club_regulations, household_poverty, persons, memberships, membership_states, board_terms, board_positions;
    club_placements: memberships;
    households: household_poverty, persons, memberships, consents;
    household_poverty: persons, memberships, membership_states, consents;
    persons: memberships, membership_states, consents, board_terms, board_positions;
    memberships: membership_states, consents, board_terms, board_positions, personal_data_reads, data_read_batches;
    board_terms: board_positions;
}
