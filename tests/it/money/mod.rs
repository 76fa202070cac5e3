//! Money.

pub mod advances;
pub mod books;
pub mod cash_counts;
pub mod closings;
pub mod cycles;
pub mod decisions;
pub mod due_lists;
pub mod external_loans;
pub mod funds;
pub mod laws;
pub mod ledger;
pub mod loans;
pub mod meetings;
pub mod messages;
pub mod movements;
pub mod papers;
pub mod pauses;
pub mod proposals;
pub mod published_accounts;
pub mod repayments;
pub mod reschedules;
pub mod reversals;
pub mod treasury_handovers;
pub mod verify;
pub mod write_offs;
pub mod year_ends;
