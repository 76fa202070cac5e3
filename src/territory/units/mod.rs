//! Units (đơn vị hành chính): provinces, districts, communes and hamlets, each for its dates. A path names a unit by its
//! id or by its official code on a day; a code that no longer holds is answered 404 with its successors. Public
//! knowledge to read; a commune keeps its own hamlets.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list_provinces)
        .service(routes::find_province)
        .service(routes::list_districts_of_province)
        .service(routes::list_communes_of_province)
        .service(routes::find_district)
        .service(routes::list_communes_of_district)
        .service(routes::find_commune)
        .service(routes::list_hamlets)
        .service(routes::create_hamlet)
        .service(routes::find_hamlet)
        .service(routes::update_hamlet)
        .service(routes::resolve)
        .service(routes::search)
        .service(routes::find)
        .service(routes::children)
        .service(routes::ancestors);
}
