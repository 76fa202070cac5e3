//! liên thế hệ: a JSON REST API with which Vietnam's intergenerational self-help clubs (câu lạc bộ liên thế
//! hệ tự giúp nhau) are founded, run and reported on.

pub mod app;
pub mod auth;
pub mod column;
pub mod commands;
pub mod config;
pub mod db;
pub mod embedded;
pub mod error;
pub mod fields;
pub mod http;
pub mod lending;
pub mod money;
pub mod schema;
pub mod sealed;
pub mod sheet;
pub mod text;

pub mod areas;
pub mod boards;
pub mod books;
pub mod care_cases;
pub mod care_visits;
pub mod cash_counts;
pub mod changes;
pub mod closings;
pub mod clubs;
pub mod consents;
pub mod decisions;
pub mod external_loans;
pub mod figures;
pub mod finances;
pub mod funds;
pub mod imports;
pub mod ledger;
pub mod loan_lists;
pub mod loans;
pub mod meetings;
pub mod members;
pub mod pauses;
pub mod personal;
pub mod placements;
pub mod policy;
pub mod referrals;
pub mod regulations;
pub mod repayments;
pub mod reschedules;
pub mod reversals;
pub mod sessions;
pub mod transitions;
pub mod units;
pub mod users;
pub mod volunteers;
pub mod write_offs;

pub use error::{Error, Result};
