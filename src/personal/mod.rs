//! What is more sensitive about a member: tier 3 and tier 4 of personal data.

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts and documents the endpoints.
pub fn configure(_cfg: &mut ServiceConfig<'_>) {}
