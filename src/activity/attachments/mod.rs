//! Files of a club (tệp đính kèm): the photo of the minutes, a decision as PDF. Taken only if the content is what it
//! is said to be and whole; what a camera writes into a picture besides the picture (place, time, device) is taken out
//! before it is kept. Found by whoever may read them, or for five minutes by whoever has a link.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::add)
        .service(routes::find)
        .service(routes::download)
        .service(routes::share)
        .service(routes::download_linked)
        .service(routes::remove);
}
