//! Members (thành viên): persons in clubs. A member is a membership with its person (tier 2 of personal data). Whoever
//! returns to a club gets a new membership; steps in a membership are acts of the lifecycle.

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
