//! Whether a club is active in all areas (triển khai đầy đủ các hoạt động, the second yardstick of the plans), in any
//! period and by any catalogue: which areas are missing, and what evidence there is of the others.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::of_club).service(routes::evidence).service(routes::gaps);
}
