//! Reporting lines (tuyến báo cáo): rules of who reports to whom between kinds of organisations, each for its dates,
//! and what they come to at a place on a day. A level at which nobody is there is named and passed over; it blocks
//! nothing.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::create)
        .service(routes::update)
        .service(routes::chain)
        .service(routes::reporters)
        .service(routes::gaps);
}
