//! The steps in the life of a club, from proposal to dissolution, and their guards.

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(_cfg: &mut ServiceConfig<'_>) {}
