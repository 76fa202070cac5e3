//! The more sensitive personal data of a member. Tier 3 (ethnicity, disability, household, poverty) and tier 4
//! (citizen identity and health insurance numbers) have permissions of their own. Whoever reads
//! them is logged, tier 4 is encrypted, and the change log names what changed without showing it.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::find_sensitive)
        .service(routes::update_sensitive)
        .service(routes::record_poverty)
        .service(routes::find_identifiers)
        .service(routes::replace_identifiers)
        .service(routes::look_up);
}
