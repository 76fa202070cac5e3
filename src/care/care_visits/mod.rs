//! Visits to those whom the club cares for at home. What is doubtful about one is said with it and never a reason to
//! refuse it; without consent, or outside the days of care, nothing is recorded.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::record);
}
