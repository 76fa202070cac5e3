//! Clubs (câu lạc bộ liên thế hệ tự giúp nhau). A club keeps its id for life, wherever it comes to lie. Whoever writes
//! anything of a club locks it here first ([`store::hold`]); its steps from proposal to dissolution are acts of the
//! lifecycle.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::list_in_province)
        .service(routes::list_in_district)
        .service(routes::list_in_commune)
        .service(routes::list_in_hamlet)
        .service(routes::find)
        .service(routes::create)
        .service(routes::update);
}
