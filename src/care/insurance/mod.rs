//! Health insurance of members (thẻ BHYT): whether each has it in a year, and who paid it. The number of the card is
//! not here, but in [`crate::register::personal`].

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::record);
}
