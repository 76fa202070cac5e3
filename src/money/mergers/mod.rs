//! What becomes of the money when a club is merged into another (sáp nhập): its books are closed by one entry and go on
//! in the other's by another, and its loans go with them. The step itself is taken in `lifecycle::transitions`, which
//! calls [`store::hand_over`].
//!
//! Every account arrives as it is, income and expenses too: what the two clubs together show for the year is then the
//! same before and after, and neither is said to have earned or spent what the other did.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list);
}
