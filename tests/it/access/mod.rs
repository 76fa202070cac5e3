//! Access.

pub mod changes;
pub mod codes;
pub mod sessions;
pub mod users;
