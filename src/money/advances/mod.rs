//! Advances (tạm ứng): money handed out to a member or to somebody else, to be accounted for. It is handed out by a movement
//! (`advance`), settled by as many entries as it takes, and counts as the fund's until then.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::settle);
}
