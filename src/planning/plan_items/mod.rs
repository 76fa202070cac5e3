//! The activities that a plan names (hoạt động của kế hoạch), each by its code within the plan. Tasks and budget lines
//! refer to them.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create).service(routes::update);
}
