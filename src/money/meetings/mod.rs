//! Meetings of a club (sinh hoạt): who came, and all the money that moved, in one document that a phone can send days
//! later. It is taken as a whole or not at all, and only when the cash box agrees with the ledger or the difference is
//! explained by two who counted.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::record)
        .service(routes::preview)
        .service(routes::take_minutes)
        .service(routes::find)
        .service(routes::replace_minutes);
}
