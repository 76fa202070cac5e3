//! What clubs have to do after a visit (việc cần khắc phục sau giám sát): the club answers, the visitors review.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::list_of_unit)
        .service(routes::find)
        .service(routes::answer)
        .service(routes::review);
}
