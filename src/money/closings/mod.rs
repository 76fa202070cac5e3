//! Closings of a club's books (khóa sổ): through a day that is over, with the balances of that day. What is dated into
//! a closed period is refused from then on; mistakes are reversed in the open one.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create);
}
