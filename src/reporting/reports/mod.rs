//! Reports (báo cáo): opened for a period, drawn up from the indicators, submitted, accepted or returned by those
//! above. What is approved is a sealed report.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list_of_club)
        .service(routes::list_of_unit)
        .service(routes::list_of_nation)
        .service(routes::open_of_club)
        .service(routes::open_of_unit)
        .service(routes::open_of_nation)
        .service(routes::find)
        .service(routes::draft)
        .service(routes::declare)
        .service(routes::write)
        .service(routes::submit)
        .service(routes::withdraw)
        .service(routes::accept)
        .service(routes::send_back);
}
