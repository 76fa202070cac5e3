//! Calendars (lịch): activities, meetings, health days, gatherings, exchange visits and courses, of a club or of all
//! clubs of a commune, in one list by day. Names nobody. Read only: each thing is changed where it lives.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::of_club).service(routes::of_commune);
}
