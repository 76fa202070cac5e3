//! Loans of a club to its members (vay vốn), from the application through the group's vote to the money in the
//! borrower's hand, and where each stands on any day.

pub mod model;
pub mod store;
