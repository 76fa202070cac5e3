//! Volunteers (tình nguyện viên chăm sóc tại nhà): members who care for others at home, each for her time. It ends
//! with the membership at the latest.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create).service(routes::end);
}
