//! Territory (địa bàn): the provinces, communes and hamlets of Vietnam, and its districts until 30 June 2025, each
//! unit for its dates. Public knowledge: whoever reads it needs no token.
//!
//! **Laws**
//!
//! - A code means nothing without a day. The reform of 1 July 2025 (Resolution 202/2025/QH15; codes by Decision
//!   19/2025/QĐ-TTg) gave codes and names to other units; every lookup takes a day. Official units have the same id
//!   in every installation.
//! - The tree is dated: what a unit is called and where it lies is a version with its days, and the past stays as
//!   it was.
//! - Which unit came of which is recorded with its document, many to many, and never guessed from a name.
//! - No national list holds the hamlets: a commune keeps its own.
//! - A unit ends only where no club lies any more. Who lies in it the territory does not know, so ends and reforms
//!   are acts of `lifecycle`.
//! - Terrain is dated too: the programme to 2035 (Decision 1648/QĐ-TTg) sets one aim for communes of the lowland
//!   and another for those of mountains, borders and islands.
//!
//! **Resources**
//!
//! - [`units`]: provinces, districts, communes and hamlets on a day; what a code meant, and what has become of it.
//! - [`terrains`]: on what terrain a commune lies, from one day to another.
//!
//! The wing has no SQL functions. It publishes its tables to every wing above ([`tables`]), for joins; to the
//! lifecycle it offers `units::store::{lock, rearrange, descend, carry_hamlets, end_hamlet}`, and to the commands
//! the import of a map.

extern crate self as territory;
use ::platform;
use platform::{Error, Result};

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
