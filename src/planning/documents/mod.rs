//! Legal documents (văn bản): the programmes' decisions and the plans that follow from them down to the commune, each
//! with its duties, sources of money and reporting duties. Real ones lack a number or a date: that is kept and said.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list_in_unit)
        .service(routes::list)
        .service(routes::find)
        .service(routes::create)
        .service(routes::create_national)
        .service(routes::update)
        .service(routes::step);
}
