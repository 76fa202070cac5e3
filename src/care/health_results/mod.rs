//! What was found of somebody at a health day: tier 3, encrypted as a whole, for the health station, the member of the
//! board whom the club names, and the person herself. What is written is answered with ids and versions only.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::own).service(routes::record).service(routes::replace);
}
