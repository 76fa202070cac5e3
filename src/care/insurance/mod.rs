//! Whether members have health insurance (thẻ BHYT) in a year, and who paid it. The number of the card is not
//! here, but in [`crate::register::personal`].

pub mod model;
pub mod routes;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list).service(routes::record);
}
