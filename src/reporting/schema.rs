//! The tables of this wing, as the migrations leave them. A test compares every column with the database.

use crate::access::tables::{assignments, users};
use crate::register::tables::{club_placements, clubs};
use crate::territory::tables::{unit_versions, units};

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

diesel::joinable!(reports -> report_periods (period_id));

crate::platform::ids::appear_together! {
    units: organisations, report_requests, reports;
    unit_versions: organisations, reporting_lines, report_periods, report_requests, reports, report_cells, report_sections, report_steps, report_returns, report_children, report_deliveries, report_snapshots;
    clubs: organisations, report_periods, report_requests, reports, report_cells, report_sections, report_steps, report_returns, report_children, report_deliveries, report_snapshots;
    club_placements: organisations, reporting_lines, report_periods, report_requests, reports, report_cells, report_sections, report_steps, report_returns, report_children, report_deliveries, report_snapshots;
    users: organisations, reporting_lines;
    assignments: organisations, reporting_lines;
    organisations: reporting_lines;
    period_schemes: report_periods;
    report_periods: report_requests, reports, report_cells, report_sections, report_steps, report_returns, report_children, report_deliveries, report_snapshots;
    report_requests: reports, report_cells, report_sections, report_steps, report_returns, report_children, report_deliveries, report_snapshots;
    reports: report_cells, report_sections, report_steps, report_returns, report_children, report_deliveries, report_snapshots;
    report_cells: report_sections, report_steps, report_returns, report_children, report_deliveries, report_snapshots;
    report_sections: report_steps, report_returns, report_children, report_deliveries, report_snapshots;
    report_steps: report_returns, report_children, report_deliveries, report_snapshots;
    report_returns: report_children, report_deliveries, report_snapshots;
    report_children: report_deliveries, report_snapshots;
    report_deliveries: report_snapshots;
}
