//! Access (tài khoản): who may sign in, as what, where and until when, and what the change log keeps of it.

pub mod changes;
pub mod policy;
mod schema;
pub mod sessions;
pub(crate) mod sql;
pub mod users;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{assignments, users};
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(users::configure)
        .configure(sessions::configure)
        .configure(policy::configure)
        .configure(changes::configure);
}
