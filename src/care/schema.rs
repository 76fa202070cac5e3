//! The tables of this wing, as the migrations leave them. A test compares every column with the database.

use crate::access::tables::users;
use crate::activity::tables::{training_participants, trainings};
use crate::register::tables::{clubs, memberships, persons};
use crate::territory::tables::unit_versions;

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

diesel::joinable!(volunteers -> memberships (member_id));
diesel::joinable!(care_cases -> persons (person_id));
diesel::joinable!(care_case_volunteers -> care_cases (case_id));
diesel::joinable!(care_case_volunteers -> volunteers (volunteer_id));
diesel::joinable!(care_visits -> care_cases (case_id));
diesel::joinable!(care_visit_volunteers -> care_visits (visit_id));
diesel::joinable!(referrals -> care_cases (case_id));
diesel::joinable!(health_invitations -> health_events (event_id));

crate::platform::ids::appear_together! {
    unit_versions: health_events, health_invitations;
    clubs: volunteers, care_cases, care_case_states, care_case_volunteers, care_visits, care_visit_volunteers, referrals, health_events, health_invitations, health_results, insurance_supports;
    persons: volunteers, care_cases, care_case_states, care_case_volunteers, care_visits, care_visit_volunteers, referrals, health_events, health_invitations, insurance_supports;
    memberships: volunteers, care_cases, care_case_states, care_case_volunteers, care_visits, care_visit_volunteers, health_events, health_invitations, health_results, insurance_supports;
    users: volunteers, care_cases, care_case_states, care_case_volunteers, care_visits, health_events, health_invitations, health_results;
    trainings: volunteers, care_visits, care_visit_volunteers;
    training_participants: volunteers, care_visits, care_visit_volunteers;
    volunteers: care_cases, care_case_states, care_case_volunteers, care_visits, care_visit_volunteers;
    care_cases: care_case_states, care_case_volunteers, care_visits, care_visit_volunteers, referrals;
    care_case_states: care_case_volunteers, care_visits;
    care_case_volunteers: care_visits;
    care_visits: care_visit_volunteers, referrals;
    health_events: health_invitations, health_results;
    health_invitations: health_results;
}
