//! The tables of this wing, as the migrations leave them. A test compares every column with the database.
#![expect(missing_docs, reason = "the tables are described in the migrations")]

use crate::platform::tables::{data_read_batches, personal_data_reads};
use crate::register::tables::{clubs, memberships, persons};
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

crate::platform::ids::appear_together! {
    units: users, assignments, refresh_tokens;
    unit_versions: users, assignments, refresh_tokens;
    clubs: users, assignments, refresh_tokens;
    persons: users, refresh_tokens, sign_in_failures;
    memberships: users, refresh_tokens, sign_in_failures, personal_data_reads, data_read_batches;
    users: assignments, refresh_tokens, sign_in_failures;
    assignments: refresh_tokens;
    refresh_tokens: sign_in_failures;
}
