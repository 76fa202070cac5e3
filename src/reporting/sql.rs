//! The SQL functions, views and triggers of this wing, one current text each, in the order in which they are made.

/// The names of the files in `sql/`, and their texts.
pub const SQL: &[(&str, &str)] = &[
    ("reporting/sql/keep_lines_acyclic.sql", include_str!("sql/keep_lines_acyclic.sql")),
    ("reporting/sql/refuse_what_is_sealed.sql", include_str!("sql/refuse_what_is_sealed.sql")),
];
