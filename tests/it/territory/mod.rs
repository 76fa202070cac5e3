//! Territory.

pub mod terrains;
pub mod units;
