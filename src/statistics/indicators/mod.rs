//! Indicators (chỉ tiêu): what the plans measure clubs by, each defined once, as a whole number over a whole number.
//! Today's values come from kept sums and metric rows; those of any other period are historical figures, counted by the
//! same definitions on the territorial tree of any day. Where a value is read is chosen in one place, `store::read`.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::definitions)
        .service(routes::nation)
        .service(routes::provinces)
        .service(routes::of_unit)
        .service(routes::of_children)
        .service(routes::of_club)
        .service(routes::clubs_behind)
        .service(routes::facts_behind);
}
