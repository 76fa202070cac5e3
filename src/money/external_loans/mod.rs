//! Loans of other lenders to members, above all of the social policy bank (Ngân hàng Chính sách xã hội): recorded
//! apart, and never part of any sum of the club's own lending.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create).service(routes::update);
}
