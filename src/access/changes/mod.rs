//! The change log: who did what to what, when and in which request, written in the transaction itself. And the access
//! log: who was shown whose personal data, one row for a person, and one for a list of a club.
//! Today it is the audit trail; delta feeds and webhooks read the same rows. Of what somebody may not read otherwise she
//! sees that it changed, and neither which it was nor how ([`rules`]).

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::of_accounts).service(routes::reads).service(routes::batches);
}
