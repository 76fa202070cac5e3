//! Repayments (trả nợ): each divided to the đồng, explained line by line, and posted. What comes in after a write-off
//! is a recovery (thu hồi nợ đã xóa). None is ever changed; the last one can be reversed.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::record)
        .service(routes::preview)
        .service(routes::payoff);
}
