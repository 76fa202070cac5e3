//! Ad-hoc requests (yêu cầu báo cáo đột xuất): an upper level asks chosen clubs, communes or provinces for answers and
//! figures by a day, and a report to be drawn up is opened for each of them. The answer may be in words alone.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create);
}
