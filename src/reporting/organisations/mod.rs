//! Organisations (tổ chức, cơ quan): the associations of the elderly, the people's committees, the offices and the
//! partners, each at its place and for its dates. Roles are held at places; reports go between organisations.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::list_of_unit)
        .service(routes::find)
        .service(routes::create)
        .service(routes::update)
        .service(routes::succeed);
}
