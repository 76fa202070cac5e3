//! The SQL functions, views and triggers of this wing, one current text each, in the order in which they are made.

/// The names of the files in `sql/`, and their texts.
pub const SQL: &[(&str, &str)] = &[
    ("lifecycle/sql/keep_image.sql", include_str!("sql/keep_image.sql")),
    ("lifecycle/sql/clubs_of_admin_change.sql", include_str!("sql/clubs_of_admin_change.sql")),
    ("lifecycle/sql/open_reports_of.sql", include_str!("sql/open_reports_of.sql")),
    ("lifecycle/sql/undo_admin_change.sql", include_str!("sql/undo_admin_change.sql")),
    ("lifecycle/sql/tell_of_admin_change.sql", include_str!("sql/tell_of_admin_change.sql")),
];
