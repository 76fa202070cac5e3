//! The tables of this wing, as the migrations leave them. A test compares every column with the database.

use crate::register::tables::clubs;
use crate::territory::tables::unit_versions;

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

crate::platform::ids::appear_together! {
    unit_versions: admin_changes;
    clubs: club_transitions;
}
