//! Times in which loans stand still: no late charge accrues, and the days do not count as lateness.
//!
//! A repayment pause (giãn nợ do thiên tai) holds in a whole place after a storm or a flood. It is entered once, also for
//! days to come, and reaches every loan that runs on one of its days in a club that lies there, whichever of the two is
//! entered first. It can be ended early and corrected, and withdrawn before it has begun. What somebody owes who died
//! stands still by itself until her club decides about it: such a freeze can be ended and corrected too.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::create)
        .service(routes::update)
        .service(routes::end)
        .service(routes::withdraw)
        .service(routes::list_freezes)
        .service(routes::update_freeze)
        .service(routes::end_freeze);
}
