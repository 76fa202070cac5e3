//! The tests that go through the whole application, and the laws of the house.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::large_types_passed_by_value,
    clippy::too_many_lines,
    reason = "a test says what must be and stops where it is not"
)]

mod support;

mod areas;
mod boards;
mod books;
mod care_cases;
mod care_visits;
mod cash_counts;
mod changes;
mod closings;
mod clubs;
mod consents;
mod crash;
mod decisions;
mod external_loans;
mod figures;
mod finances;
mod funds;
mod house;
mod imports;
mod ledger;
mod ledger_verify;
mod loan_lists;
mod loans;
mod meetings;
mod members;
mod money;
mod openapi;
mod pauses;
mod permissions;
mod personal;
mod placements;
mod plans;
mod problems;
mod referrals;
mod regulations;
mod repayments;
mod reschedules;
mod reversals;
mod schema;
mod sessions;
mod transitions;
mod units;
mod users;
mod volunteers;
mod write_offs;
