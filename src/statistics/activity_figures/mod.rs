//! What the clubs do (hoạt động), as upper levels see it: exact sums over one metric row a club, written in the
//! transaction that changes the facts. Persons and takings-part are two numbers. No names, nothing of what a health day
//! found, and no number of persons that could show one.

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
        .service(routes::of_club);
}
