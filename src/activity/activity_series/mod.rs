//! Series of activities (lịch hoạt động định kỳ): a rhythm such as the 17th of each month. Its days stand in the
//! calendar at once, as planned activities that can be moved, reported and cancelled one by one.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create).service(routes::find).service(routes::end);
}
