//! Series of activities (lịch hoạt động định kỳ): a rhythm such as the 17th of each month. Its days stand in the
//! calendar at once, as planned activities that can be moved, reported and cancelled one by one.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::list).service(routes::create).service(routes::find).service(routes::end);
}
