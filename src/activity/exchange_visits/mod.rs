//! Exchange visits (tham quan, giao lưu): a club visits another, or a model elsewhere, and learns from it. Persons are
//! counted, not named.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create).service(routes::find).service(routes::update);
}
