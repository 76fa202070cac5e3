//! Targets (chỉ tiêu): what a document demands, in whole numbers, with the words from which it was taken. What is
//! implausible is kept as written and marked; what cannot be measured is kept in words.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create).service(routes::update);
}
