//! What the service says of itself: the policy, its health, its documentation.

pub mod model;
pub mod routes;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::policy);
}
