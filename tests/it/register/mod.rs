//! Register.

pub mod boards;
pub mod clubs;
pub mod consents;
pub mod imports;
pub mod members;
pub mod personal;
pub mod placements;
pub mod regulations;
