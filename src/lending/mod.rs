//! Lending (cho vay) in a club, as arithmetic: what a regulation may allow, what a loan costs, what is due on
//! a day, how a payment is divided, what an early end costs, who decides. Pure functions of records and a
//! date, in whole đồng and exact fractions, so that the same question has the same answer for a request, a
//! report and a test.
//!
//! | module | answers |
//! | --- | --- |
//! | [`rules`] | what may a regulation (quy chế vay vốn) say? |
//! | [`contract`] | what was agreed for this loan, frozen? |
//! | [`schedule`] | which instalments (kỳ hạn trả nợ) follow? |
//! | [`standing`] | what is owed, due and overdue on a day? |
//! | [`late`] | which late charge (tiền phạt chậm trả) has accrued? |
//! | [`payoff`] | what ends the loan on a day (tất toán)? |
//! | [`allocation`] | where does each đồng of a payment go? |
//! | [`effective`] | what does the loan really cost a year? |
//! | [`vote`] | have those entitled decided? |

pub mod allocation;
pub mod contract;
pub mod effective;
mod exact;
pub mod late;
pub mod payoff;
pub mod rules;
pub mod schedule;
pub mod standing;
#[cfg(test)]
mod tests;
pub mod vote;

pub use contract::Contract;
pub use rules::LendingRules;
pub use schedule::{Instalment, Schedule};
pub use standing::{Facts, Standing};
