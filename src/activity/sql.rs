//! The SQL functions, views and triggers of this wing, one current text each, in the order in which they are made.

/// The names of the files in `sql/`, and their texts.
pub const SQL: &[(&str, &str)] = &[
    ("activity/sql/keep_closed_periods.sql", include_str!("sql/keep_closed_periods.sql")),
    ("activity/sql/attachable.sql", include_str!("sql/attachable.sql")),
    ("activity/sql/calendar_items.sql", include_str!("sql/calendar_items.sql")),
];
