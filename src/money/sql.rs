//! The SQL functions, views and triggers of this wing, one current text each, in the order in which they are made.

/// The names of the files in `sql/`, and their texts.
pub const SQL: &[(&str, &str)] = &[
    ("money/sql/expect_members.sql", include_str!("sql/expect_members.sql")),
    ("money/sql/capital_lines.sql", include_str!("sql/capital_lines.sql")),
    ("money/sql/keep_out_of_ended_clubs.sql", include_str!("sql/keep_out_of_ended_clubs.sql")),
    ("money/sql/open_the_books_once.sql", include_str!("sql/open_the_books_once.sql")),
    ("money/sql/keep_the_books.sql", include_str!("sql/keep_the_books.sql")),
    ("money/sql/keep_the_months.sql", include_str!("sql/keep_the_months.sql")),
    ("money/sql/refuse_to_rewrite.sql", include_str!("sql/refuse_to_rewrite.sql")),
    ("money/sql/closed_on.sql", include_str!("sql/closed_on.sql")),
    ("money/sql/number_vouchers.sql", include_str!("sql/number_vouchers.sql")),
    ("money/sql/balances_on.sql", include_str!("sql/balances_on.sql")),
    ("money/sql/transferable_on.sql", include_str!("sql/transferable_on.sql")),
    ("money/sql/keep_the_shares.sql", include_str!("sql/keep_the_shares.sql")),
    ("money/sql/books_on.sql", include_str!("sql/books_on.sql")),
    ("money/sql/pause_loans.sql", include_str!("sql/pause_loans.sql")),
    ("money/sql/settle_lateness.sql", include_str!("sql/settle_lateness.sql")),
    ("money/sql/loans_held.sql", include_str!("sql/loans_held.sql")),
    ("money/sql/hand_over_loans.sql", include_str!("sql/hand_over_loans.sql")),
    ("money/sql/loans_on.sql", include_str!("sql/loans_on.sql")),
];
