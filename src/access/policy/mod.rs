//! What the service says of itself: the policy, its health, its documentation.

pub mod model;
pub mod routes;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::policy);
}
