//! Counts of clubs and people for those above (tier 0 of personal data): without names and without small cells. Exact
//! sums over one metric row a club, written in the transaction that changes the facts.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::nation)
        .service(routes::of_unit)
        .service(routes::of_children)
        .service(routes::composition);
}
