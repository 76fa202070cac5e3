//! The end of a hamlet. The territory knows nobody who lies in it; whether clubs still do is asked here.

pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::close);
}
