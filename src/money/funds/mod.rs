//! The two funds of a club: the income-generation fund (quỹ tăng thu nhập), from which members borrow, and the
//! operating fund (quỹ hoạt động), which pays for visits, meetings and help. Each is opened once and never changed; a
//! launch needs both.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create);
}
