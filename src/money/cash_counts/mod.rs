//! Counts of the cash box (kiểm kê quỹ): two people count, the ledger says what should be there, and a difference is
//! explained and posted. Of which banknotes the sum was made may be told.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create);
}
