//! Reversals (bút toán đảo): what is posted is never changed, only undone by its exact opposite. Who keeps the money asks,
//! and another person decides.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::create)
        .service(routes::approve)
        .service(routes::refuse);
}
