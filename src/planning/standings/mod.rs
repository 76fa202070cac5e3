//! Where a club stands: whether it meets the norms of the plan nearest to it and has what every club needs, and if not,
//! what exactly it is short of. Counted upward, so that a province knows what its clubs lack.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::of_club).service(routes::of_unit);
}
