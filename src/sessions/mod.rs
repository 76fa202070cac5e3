//! Signing in and out: access tokens, rotating refresh tokens, machine clients.

pub mod routes;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(_cfg: &mut ServiceConfig<'_>) {}
