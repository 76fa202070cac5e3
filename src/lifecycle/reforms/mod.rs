//! Reforms of the territory as acts (sắp xếp đơn vị hành chính): merges, splits, moves and names, drafted by one and
//! applied by another in one transaction. Clubs, funds and loans keep who they are; a reversal gives back the same rows.

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
        .service(routes::update)
        .service(routes::preview)
        .service(routes::choose)
        .service(routes::withdraw)
        .service(routes::apply)
        .service(routes::reverse);
}
