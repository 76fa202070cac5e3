//! What an upper level does with the reports of those below it (tổng hợp): adds up what is sealed, says who is missing
//! and how much is covered, and sees who is late and how long reports lie.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::consolidate).service(routes::overdue).service(routes::turnaround);
}
