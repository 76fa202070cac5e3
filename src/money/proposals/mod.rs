//! Entries that take two people: the opening balance of an older club (số dư đầu kỳ) and money handed over to others (bàn
//! giao). Whoever keeps the money proposes, another person approves, and exactly what was proposed is posted.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::propose_opening)
        .service(routes::propose_handover)
        .service(routes::approve)
        .service(routes::refuse);
}
