//! Money (quỹ, vay vốn): a club's two funds, its books and its loans.

pub mod books;
pub mod cash_counts;
pub mod closings;
pub mod decisions;
pub mod external_loans;
pub mod funds;
pub mod ledger;
pub mod loans;
pub mod meetings;
pub mod pauses;
pub mod repayments;
pub mod reschedules;
pub mod reversals;
mod schema;
pub(crate) mod sql;
pub mod write_offs;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{
        closing_balances, funds, ledger_balances, ledger_closings, loans, savings_balances,
    };
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(funds::configure)
        .configure(ledger::configure)
        .configure(books::configure)
        .configure(closings::configure)
        .configure(cash_counts::configure)
        .configure(loans::configure)
        .configure(repayments::configure)
        .configure(reversals::configure)
        .configure(external_loans::configure)
        .configure(decisions::configure)
        .configure(meetings::configure)
        .configure(reschedules::configure)
        .configure(pauses::configure)
        .configure(write_offs::configure);
}
