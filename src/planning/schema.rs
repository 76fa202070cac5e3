//! The tables of this wing, as the migrations leave them. A test compares every column with the database.

use crate::register::tables::clubs;
use crate::territory::tables::{unit_lineage, unit_versions};

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

crate::platform::ids::appear_together! {
    unit_versions: documents, document_bases, document_duties, funding_sources, reporting_duties, targets;
    unit_lineage: documents, document_bases, document_duties, funding_sources, reporting_duties, targets;
    clubs: documents, document_bases, document_duties, funding_sources, reporting_duties, targets;
    documents: document_bases, document_duties, funding_sources, reporting_duties, targets, plan_items, plan_tasks, budget_lines;
    document_bases: document_duties, funding_sources, reporting_duties, targets;
    document_duties: funding_sources, reporting_duties, targets;
    funding_sources: reporting_duties, targets;
    reporting_duties: targets;
}
