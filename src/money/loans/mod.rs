//! Loans of a club to its members (vay vốn), from the application to the disbursement, and where each stands on any
//! day. What the board decides about them is in [`crate::money::decisions`].

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::preview)
        .service(routes::create)
        .service(routes::carry_over)
        .service(routes::list)
        .service(routes::own)
        .service(routes::mine)
        .service(routes::apply)
        .service(routes::screen)
        .service(routes::withdraw)
        .service(routes::disburse)
        .service(routes::schedule)
        .service(routes::statement)
        .service(routes::find);
}
