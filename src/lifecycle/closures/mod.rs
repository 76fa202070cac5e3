//! The end of a hamlet by a legal document. The territory does not know which clubs lie in a hamlet: that none does any
//! more is asked here.

pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::close);
}
