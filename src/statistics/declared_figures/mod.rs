//! Declared figures (số liệu tự báo cáo): what a document said of an indicator, beside what the system computes. They
//! never replace the computed figure; both are shown, with their difference and with what makes one doubt.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list_of_unit)
        .service(routes::compare_of_unit)
        .service(routes::create_of_unit)
        .service(routes::list_of_club)
        .service(routes::compare_of_club)
        .service(routes::create_of_club)
        .service(routes::list_of_nation)
        .service(routes::compare_of_nation)
        .service(routes::create_of_nation);
}
