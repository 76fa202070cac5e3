//! What a club publishes of its money to its members (công khai tài chính).
//!
//! A closing of the books publishes: its period cannot change any more, so that what was read once stays true. Nobody
//! decides to publish, and nobody can leave a period out.
//!
//! It names nobody. What fewer than five members brought or took is told only together with so much else that five or
//! more stand behind it, and what cannot be told so waits for the next closing ([`rules`]).

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::show);
}
