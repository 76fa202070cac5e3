//! Indicators (chỉ tiêu): what the plans measure clubs by, each defined once, as a whole number over a whole number.
//! Today's come from the metric rows, those of any other period from the dated rows by the same definitions, on the
//! territorial tree of any day.

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
