//! Courses (tập huấn), held by a club, a commune or a province. Everybody may know how many took part; who it was,
//! only those who may know the members.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list_in_unit)
        .service(routes::list_of_club)
        .service(routes::create_in_unit)
        .service(routes::create_in_club)
        .service(routes::find)
        .service(routes::update)
        .service(routes::participants)
        .service(routes::replace_participants);
}
