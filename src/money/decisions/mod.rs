//! What a club's board decides about its loans (quyết định, biểu quyết): who was present, who voted how, and the
//! outcome. The borrower and her household neither vote nor count.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create);
}
