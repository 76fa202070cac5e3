//! What the service says of itself: which role holds which permission, whether it lives, and its documentation.

pub mod model;
pub mod routes;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::policy);
}
