//! The tables of this wing, as the migrations leave them. A test compares every column with the database.
#![expect(missing_docs, reason = "the tables are described in the migrations")]

use crate::platform::tables::changes;

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
    unit_terrains (unit_id, valid_from) {
        unit_id -> Uuid,
        terrain -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        source -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::joinable!(unit_versions -> units (unit_id));

crate::platform::ids::appear_together! {
    units: unit_versions, unit_lineage, changes;
    unit_versions: unit_lineage, unit_terrains, changes;
    unit_lineage: unit_terrains;
}
