//! Consent to the processing of personal data (Law 91/2025/QH15): a record with its purpose, the
//! version of the text and the form in which it was given; never assumed. A consent belongs to the person, whichever
//! club asked for it, and stands until it is withdrawn.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create).service(routes::withdraw);
}
