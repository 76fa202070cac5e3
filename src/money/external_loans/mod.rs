//! Loans of others to members, above all of the social policy bank (Ngân hàng Chính sách xã hội): recorded
//! apart, and never part of any sum of the club's own lending.

pub mod model;
pub mod routes;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create).service(routes::update);
}
