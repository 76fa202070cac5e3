//! Care and health (chăm sóc, sức khỏe): volunteers, those they visit, health days and health insurance. Most of it
//! is personal data of tier 3.

pub mod care_cases;
pub mod care_visits;
pub mod health_events;
pub mod health_results;
pub mod insurance;
pub mod referrals;
mod schema;
pub(crate) mod sql;
pub mod volunteers;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(volunteers::configure)
        .configure(care_cases::configure)
        .configure(care_visits::configure)
        .configure(referrals::configure)
        .configure(health_events::configure)
        .configure(health_results::configure)
        .configure(insurance::configure);
}
