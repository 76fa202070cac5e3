//! Lending (cho vay) in a club, as arithmetic: what a regulation may allow, what a loan costs, what is due on
//! a day, how a payment is divided, what an early end costs, who decides. Pure functions of records and a
//! date, in whole đồng and exact fractions, so that the same question has the same answer for a request, a
//! report and a test.
//!
//! **Laws**
//!
//! - A club lends by its own regulation; a contract keeps a frozen copy of its rules, which a later regulation does not
//!   touch.
//! - The agreed rate is at most 20 % a year (Civil Code 2015, art. 468(1)), compared exactly. The effective rate on what
//!   is outstanding may be higher; it is shown, not refused.
//! - A late charge is what the regulation says and nothing else: none, a sum for each late instalment, or by days. Whichever
//!   it is, it is at most 150 % of the agreed rate on overdue principal by days (art. 466(5)(b)), of a loan without interest
//!   10 % a year (art. 466(4)).
//! - A reschedule (gia hạn nợ, điều chỉnh kỳ hạn) charges each day once: interest to its day on the old terms, from then on
//!   the new. What ends the loan is the same the minute before and after, and the class of arrears is kept until the new
//!   schedule is performed.
//! - One loan is at most 50 million đồng (Decision 20/2017/QĐ-TTg) and 36 months.
//! - The parts of a schedule add up to its principal and its interest to the đồng, the parts of a payment to the payment;
//!   what is owed is never negative.
//! - Arrears follow from the entries and a day and are nowhere stored: an entry for a later day never changes the answer
//!   for an earlier one.
//! - The borrower and her household neither vote on her loan nor count.
//!
//! **Modules**
//!
//! | module | answers |
//! | --- | --- |
//! | [`rules`] | what may a regulation (quy chế vay vốn) say? |
//! | [`contract`] | what was agreed for this loan, frozen? |
//! | [`schedule`] | which instalments (kỳ hạn trả nợ) follow? |
//! | [`facts`] | what is recorded of a loan that was paid out? |
//! | [`standing`] | what is owed, due and overdue on a day? |
//! | [`late`] | which late charge (tiền phạt chậm trả) has accrued? |
//! | [`payoff`] | what ends the loan on a day (tất toán)? |
//! | [`allocation`] | where does each đồng of a payment go? |
//! | [`effective`] | what does the loan really cost a year? |
//! | [`vote`] | have those entitled decided? |
//!
//! The wing has no table, no SQL and no endpoint. The register keeps the rules in its regulations, the money wing keeps
//! the loans and asks here.

extern crate self as lending;
use ::platform;
use platform::Result;

pub mod allocation;
pub mod contract;
pub mod effective;
mod exact;
pub mod facts;
pub mod late;
pub mod payoff;
pub mod rules;
pub mod schedule;
pub mod standing;
#[cfg(test)]
mod tests;
pub mod vote;

pub use contract::LoanContract;
pub use rules::LendingRules;
pub use schedule::{Instalment, RepaymentSchedule};
pub use standing::{LoanFacts, LoanStanding};
