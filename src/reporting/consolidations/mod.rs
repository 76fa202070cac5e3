//! What an upper level does with the reports of those below it (tổng hợp): sums up what is sealed, says who is missing
//! and how much is covered, and sees who is late and how long reports lie.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(routes::consolidate).service(routes::overdue).service(routes::turnaround);
}
