//! The SQL functions, views and triggers of this wing, one current text each, in the order in which they are made.

/// The names of the files in `sql/`, and their texts.
pub const SQL: &[(&str, &str)] = &[
    ("register/sql/remember_membership_state.sql", include_str!("sql/remember_membership_state.sql")),
    ("register/sql/remember_person_at_end.sql", include_str!("sql/remember_person_at_end.sql")),
    ("register/sql/members_on.sql", include_str!("sql/members_on.sql")),
    ("register/sql/place_clubs.sql", include_str!("sql/place_clubs.sql")),
    ("register/sql/club_moves.sql", include_str!("sql/club_moves.sql")),
    ("register/sql/places_in_reach.sql", include_str!("sql/places_in_reach.sql")),
];
