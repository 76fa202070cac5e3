//! The terrain of communes (vùng đồng bằng, miền núi, biên giới, hải đảo), each for its dates: programmes set their
//! targets by it. Public knowledge to read; the associations of the nation and of the province keep it.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::set);
}
