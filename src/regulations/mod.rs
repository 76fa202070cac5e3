//! Versions of a club's own regulation (Quy chế).

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(_cfg: &mut ServiceConfig<'_>) {}
