//! The tables of this wing, as the migrations leave them. A test compares every column with the database.
#![expect(missing_docs, reason = "the tables are described in the migrations")]

use crate::register::tables::{board_positions, clubs, memberships, persons};
use crate::territory::tables::{unit_versions, units};

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
        second_factor_since -> Nullable<Timestamptz>,
        person_confirmed_at -> Nullable<Timestamptz>,
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
        membership_id -> Nullable<Uuid>,
        seat_id -> Nullable<Uuid>,
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
        successor_id -> Nullable<Uuid>,
        repeated_at -> Nullable<Timestamptz>,
        client_hash -> Nullable<Bytea>,
        household_hash -> Nullable<Bytea>,
    }
}

diesel::table! {
    account_codes (id) {
        id -> Uuid,
        user_id -> Uuid,
        purpose -> Text,
        person_id -> Nullable<Uuid>,
        code_hash -> Bytea,
        issued_by -> Uuid,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        tries -> Integer,
        used_at -> Nullable<Timestamptz>,
        voided_at -> Nullable<Timestamptz>,
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
    second_factors (id) {
        id -> Uuid,
        user_id -> Uuid,
        secret -> Bytea,
        confirmed_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    second_factor_tries (second_factor_id) {
        second_factor_id -> Uuid,
        last_step -> BigInt,
        failures -> Integer,
        retry_at -> Timestamptz,
    }
}

diesel::table! {
    recovery_codes (user_id, code_hash) {
        user_id -> Uuid,
        code_hash -> Bytea,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    external_identities (id) {
        id -> Uuid,
        user_id -> Uuid,
        issuer -> Text,
        subject -> Text,
        linked_at -> Timestamptz,
    }
}

crate::platform::ids::appear_together! {
    units: users, assignments, refresh_tokens;
    unit_versions: users, assignments, refresh_tokens;
    clubs: users, assignments, refresh_tokens;
    persons: users, refresh_tokens, sign_in_failures;
    memberships: users, assignments, refresh_tokens, sign_in_failures;
    board_positions: users, assignments;
    users: external_identities, assignments, refresh_tokens, sign_in_failures, account_codes;
    assignments: refresh_tokens;
    second_factors: second_factor_tries;
    refresh_tokens: sign_in_failures;
}
