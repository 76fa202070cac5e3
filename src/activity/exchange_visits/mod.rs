//! Exchange visits (tham quan, giao lưu): a club visits another, or a model elsewhere, and learns from it.

pub mod model;
pub mod routes;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list).service(routes::create).service(routes::find).service(routes::update);
}
