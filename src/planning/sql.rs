//! The SQL functions, views and triggers of this wing, one current text each, in the order in which they are made.

/// The names of the files in `sql/`, and their texts.
pub const SQL: &[(&str, &str)] =
    &[("planning/sql/document_bases_acyclic.sql", include_str!("sql/document_bases_acyclic.sql"))];
