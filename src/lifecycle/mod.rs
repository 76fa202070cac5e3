//! Lifecycle: acts that change several wings at once. Each calls a verb that the owner of the rows offers, never
//! its table.

pub mod closures;
pub mod departures;
pub mod reforms;
mod schema;
pub(crate) mod sql;
pub mod transitions;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(transitions::configure)
        .configure(departures::configure)
        .configure(closures::configure)
        .configure(reforms::configure);
}
