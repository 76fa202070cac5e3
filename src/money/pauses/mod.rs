//! Repayment pauses (giãn nợ do thiên tai): after a storm or a flood the loans of a whole place stand still. No late
//! charge accrues, and the paused days do not count as lateness. Entered once for a place, for all its running loans.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create);
}
