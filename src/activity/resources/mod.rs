//! Resources that clubs are given (vận động nguồn lực): cash, things, days of labour. Cash that stands in the ledger
//! is named by its entry, so that it counts once.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create).service(routes::update);
}
