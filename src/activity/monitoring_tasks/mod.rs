//! Tasks of clubs after a monitoring visit (việc cần khắc phục sau giám sát): the club answers, the visitors review.
//! The task itself is entered with its visit.

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
