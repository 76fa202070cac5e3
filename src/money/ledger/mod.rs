//! A club's ledger (sổ quỹ): one double-entry book for both funds, append-only, numbered without gaps, each entry
//! chained to the one before it by a hash. Everything that moves a club's money posts here, and nowhere else.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create).service(routes::find).service(routes::savings_interest);
}
