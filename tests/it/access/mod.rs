//! Access.

pub mod changes;
pub mod codes;
pub mod external_sign_in;
pub mod humans;
pub mod offices;
pub mod second_factors;
pub mod sessions;
pub mod users;
