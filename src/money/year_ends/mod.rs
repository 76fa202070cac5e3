//! Year-ends (kết chuyển cuối năm): what the funds earned and spent in a calendar year is closed, account by account, and the
//! surplus of the income fund is divided by the shares of the regulation. It is one entry, dated on the last day of the year;
//! no money moves. Years are closed in their order, each once; the last one can be reversed, on its own day, and be made again.
//!
//! What a year-end closed still counts as earned and spent in the figures of those above: `closed_on` in `money/sql` says what
//! it was.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::create).service(routes::preview);
}
