//! Which hamlets a club serves, and in which it is at home, each for its dates.

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(_cfg: &mut ServiceConfig<'_>) {}
