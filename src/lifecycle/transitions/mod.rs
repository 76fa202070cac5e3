//! The steps in the life of a club, from proposal to dissolution, and what each asks for. The state machine
//! is in [`rules`]; every step leaves a row of its own, with its day, its decision and its reason.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::submit)
        .service(routes::send_back)
        .service(routes::establish)
        .service(routes::update_establishment)
        .service(routes::launch)
        .service(routes::suspend)
        .service(routes::resume)
        .service(routes::preview_merger)
        .service(routes::merge)
        .service(routes::dissolve);
}
