//! Budget lines of a plan (dự toán): what is requested, what finance officers appraise and allocate of it, what is
//! disbursed and what is settled. No sum is more than the one before.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::create)
        .service(routes::update)
        .service(routes::step);
}
