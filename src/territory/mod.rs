//! Territory (địa bàn): where everything lies, each unit for its dates. Public knowledge to read.

mod schema;
pub mod terrains;
pub mod units;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{unit_lineage, unit_terrains, unit_versions, units};
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(units::configure).configure(terrains::configure);
}
