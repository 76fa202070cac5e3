//! The SQL functions, views and triggers of this wing, one current text each, in the order in which they are made.

/// The names of the files in `sql/`, and their texts.
pub const SQL: &[(&str, &str)] = &[
    ("access/sql/void_tokens.sql", include_str!("sql/void_tokens.sql")),
    ("access/sql/deputies.sql", include_str!("sql/deputies.sql")),
    ("access/sql/humans.sql", include_str!("sql/humans.sql")),
    ("access/sql/offices.sql", include_str!("sql/offices.sql")),
];
