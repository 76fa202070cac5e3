//! Boards (ban chủ nhiệm): terms, and who holds which position when. One chair, one secretary,
//! one bookkeeper and one treasurer at a time, and the last two are two persons: the database holds the positions to it.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::in_office)
        .service(routes::create)
        .service(routes::create_position)
        .service(routes::end_position);
}
