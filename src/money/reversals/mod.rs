//! Reversals (đảo bút toán): what is posted is never changed, only reversed by its exact opposite. Whoever keeps the
//! money requests it, and another person decides. In the same way a reschedule and a write-off are undone.

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
        .service(routes::of_reschedule)
        .service(routes::of_write_off)
        .service(routes::approve)
        .service(routes::refuse);
}
