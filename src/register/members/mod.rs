//! Members (thành viên): persons in clubs. A member is a membership with its person.

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
        .service(routes::look_alikes);
}
