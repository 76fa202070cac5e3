//! Lists of members from a file, CSV or XLSX as club boards keep them. Each row gets a verdict; the same
//! list sent twice changes nothing the second time; what is recorded already is never overwritten.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::create).service(routes::template);
}
