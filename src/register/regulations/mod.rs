//! Versions of a club's own regulation (Quy chế), with the rules by which it lends and
//! otherwise keeps its money. A version is never changed; the one in force on a day is
//! the latest that took effect by then.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create);
}
