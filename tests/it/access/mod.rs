//! Access.

pub mod changes;
pub mod sessions;
pub mod users;
