//! Gatherings (họp giao ban): the clubs of a commune or a province meet each other, every six months and every year.
//! Each has its minutes, its recommendations, and the clubs that were invited.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list_in_unit)
        .service(routes::list_of_club)
        .service(routes::create)
        .service(routes::find)
        .service(routes::update);
}
