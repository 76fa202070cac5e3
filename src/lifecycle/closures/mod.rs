//! The end of a hamlet. The territory knows nobody who lies in it; whether clubs still do is asked here.

pub mod routes;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::close);
}
