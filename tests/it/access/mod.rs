//! Access.

pub mod changes;
pub mod codes;
pub mod humans;
pub mod offices;
pub mod sessions;
pub mod users;
