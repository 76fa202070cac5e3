//! Activities (hoạt động): what a club does in the eight areas, planned, done or cancelled. Persons and takings-part
//! are two numbers (người, lượt); who came is a list by itself, for those who may know the members.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::create)
        .service(routes::find)
        .service(routes::update)
        .service(routes::report)
        .service(routes::cancel)
        .service(routes::attendance);
}
