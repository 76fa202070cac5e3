//! Tasks of a plan (nhiệm vụ): who leads, who helps, by when, and how far they have come. What is done or cancelled
//! stays so.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::create)
        .service(routes::update)
        .service(routes::step);
}
