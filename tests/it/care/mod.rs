//! Care.

pub mod care_cases;
pub mod care_visits;
pub mod health_events;
pub mod health_results;
pub mod insurance;
pub mod referrals;
pub mod volunteers;
