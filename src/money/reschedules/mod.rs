//! Rescheduling (gia hạn nợ, điều chỉnh kỳ hạn): the board grants a running loan more time, by a vote as for its
//! approval. What is owed stays owed; only when it is due changes. It is undone by two people, as an entry is
//! ([`crate::money::reversals`]).

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create);
}
