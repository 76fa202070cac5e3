//! Texts to send (tin nhắn): the finished Vietnamese sentence for what is due, for a meeting and for a receipt, and to
//! whom it goes. Sending is the app's. Each text speaks of the one member to whom it goes, and of nobody else.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::of_entry);
}
