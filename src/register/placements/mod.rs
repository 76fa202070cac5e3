//! Placements (địa bàn của câu lạc bộ): which hamlets a club serves, and in which it is at home, each for its dates. A club is moved by saying
//! where it lies from a day on; the past stays as it was.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create);
}
