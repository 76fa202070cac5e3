//! The SQL functions, views and triggers of this wing, one current text each, in the order in which they are made.

/// The names of the files in `sql/`, and their texts.
pub const SQL: &[(&str, &str)] =
    &[("care/sql/remember_care_case_state.sql", include_str!("sql/remember_care_case_state.sql"))];
