//! The tables of this wing, as the migrations leave them. A test compares every column with the database.
#![expect(missing_docs, reason = "the tables are described in the migrations")]

use crate::register::tables::{clubs, memberships, persons};

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
    logic.attachable (id) {
        club_id -> Uuid,
        subject -> Text,
        id -> Uuid,
    }
}

diesel::joinable!(catalogue_areas -> area_catalogues (catalogue));
diesel::joinable!(activity_attendances -> activities (activity_id));
diesel::joinable!(gathering_clubs -> gatherings (gathering_id));
diesel::joinable!(training_participants -> trainings (training_id));
diesel::joinable!(monitoring_scores -> monitoring_visits (visit_id));
diesel::joinable!(monitoring_tasks -> monitoring_visits (visit_id));

crate::platform::ids::appear_together! {
    clubs: activity_series, activities, activity_attendances, gatherings, gathering_clubs, exchange_visits, trainings, training_participants, monitoring_checklists, monitoring_questions, monitoring_visits, monitoring_scores, monitoring_tasks, awards, self_help_actions, rights_cases, mobilised_resources, attachments, calendar_items, attachable;
    persons: activities, activity_attendances, trainings, training_participants;
    memberships: activities, activity_attendances, trainings, training_participants;
    area_catalogues: catalogue_areas;
    activity_series: activities;
    activities: activity_attendances;
    gatherings: gathering_clubs;
    trainings: training_participants;
    monitoring_checklists: monitoring_questions, monitoring_visits, monitoring_scores, monitoring_tasks;
    monitoring_questions: monitoring_visits, monitoring_scores, monitoring_tasks;
    monitoring_visits: monitoring_scores, monitoring_tasks;
    monitoring_scores: monitoring_tasks;
    attachments: attachable;
}
