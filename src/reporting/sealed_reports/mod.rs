//! Sealed reports (báo cáo đã duyệt): approved by the head of the reporting organisation and sealed with the approval,
//! byte for byte, then delivered to the addressees. Live data move on, and the drift is shown; a correction is another
//! edition.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::approve)
        .service(routes::correct)
        .service(routes::receive)
        .service(routes::snapshot)
        .service(routes::drift);
}
