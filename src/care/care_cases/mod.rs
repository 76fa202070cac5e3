//! Care at home (chăm sóc tại nhà): whom the club visits, a member or another resident of the hamlet, and which
//! volunteers do. A volunteer sees the cases assigned to her, and no others.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::mine)
        .service(routes::find)
        .service(routes::create)
        .service(routes::update)
        .service(routes::assign)
        .service(routes::change_state);
}
