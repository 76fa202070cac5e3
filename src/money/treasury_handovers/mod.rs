//! Handovers of a club's treasury (bàn giao quỹ): the outgoing treasurer hands the funds over to the incoming one, and both
//! are bound by what was counted and booked. One of them draws it up, the other confirms it; where the outgoing one has
//! died or is unable, the chair acts for her. With the confirmation one seat on the board ends and the other begins, and
//! with the seat goes the right to the money ([`crate::access::users`]).

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::create)
        .service(routes::confirm)
        .service(routes::withdraw);
}
