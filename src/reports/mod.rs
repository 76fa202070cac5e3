//! Reports up the chain (báo cáo): opened for a period, drawn up from the indicators, submitted, accepted or returned
//! by those above, approved by the head of the reporting organisation, and sealed with the approval. What is sealed
//! never changes: live data move on and the difference is shown, a correction is another edition.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
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
        .service(routes::send_back)
        .service(routes::approve)
        .service(routes::correct)
        .service(routes::receive)
        .service(routes::snapshot)
        .service(routes::drift);
}
