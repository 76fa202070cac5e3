//! Reversals (bút toán đảo): what is posted is never changed, only undone by its exact opposite. Who keeps the money asks,
//! and another person decides.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::create)
        .service(routes::approve)
        .service(routes::refuse);
}
