//! The eight areas of activity (lĩnh vực hoạt động), and the catalogues in which programmes name and group them: the
//! plan of Bình Thành counts seven, others use other words. Public, like the map.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find);
}
