//! Dashboards (bảng tổng hợp): the nation or a unit at a glance, how communes are covered by terrain, how a programme
//! gets on, and which clubs have fallen silent. Tier 0 of personal data: no names, no small cells.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints. There are no rules: numbers are withheld where they are read.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::nation)
        .service(routes::of_unit)
        .service(routes::silent_clubs)
        .service(routes::silent_clubs_of_unit);
}
