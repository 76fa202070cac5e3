//! Health days (khám sức khỏe, Mắt sáng) with the health station or a hospital, across clubs: planned, with the
//! members who are invited, and reported. What was found of somebody is not here, but in
//! [`crate::care::health_results`].

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list_in_unit)
        .service(routes::list_of_club)
        .service(routes::find)
        .service(routes::create_in_commune)
        .service(routes::create_in_club)
        .service(routes::update)
        .service(routes::report)
        .service(routes::cancel)
        .service(routes::list_invitations)
        .service(routes::replace_invitations)
        .service(routes::summary);
}
