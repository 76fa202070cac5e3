//! The clubs' money, as upper levels see it: exact sums over two metric rows a club, written in the transaction that
//! moves the money. No names, no single loans, and no sum that few people make up.

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
