//! Reporting periods (kỳ báo cáo), as data: a scheme says from when to when, and how many days each level has from the
//! cut-off. State reports close on 14 June and 14 December, others with the calendar; neither is written into the
//! program. Periods are public and are never changed.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::schemes).service(routes::list).service(routes::create);
}
