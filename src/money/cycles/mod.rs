//! Savings cycles (chu kỳ tiết kiệm) of the clubs whose regulation has a rule for them: members buy shares (cổ phần) of a
//! fixed price, and at the end what there is is shared out (chia cuối kỳ): savings and shares in full, and the surplus of the
//! income fund as a dividend, to the đồng. A share-out is previewed, then decided by the board, and leaves nothing but what
//! the rule carries over; loans are closed and advances settled first.
//!
//! A dividend is divided by the largest remainder: each gets the whole đồng of her exact share, and the đồng that are left go
//! one each to those whose fractions are largest; of equal fractions first to who has been a member for longer.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::create)
        .service(routes::find)
        .service(routes::preview)
        .service(routes::share_out);
}
