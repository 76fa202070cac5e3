//! The register (sổ bộ): clubs and the people in them.

pub mod boards;
pub mod clubs;
pub mod consents;
pub mod imports;
pub mod members;
pub mod personal;
pub mod placements;
pub mod regulations;
mod schema;
pub(crate) mod sql;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{
        club_placements, club_regulations, clubs, household_poverty, membership_states, memberships, persons,
        places_of_day,
    };
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(clubs::configure)
        .configure(placements::configure)
        .configure(regulations::configure)
        .configure(members::configure)
        .configure(consents::configure)
        .configure(personal::configure)
        .configure(imports::configure)
        .configure(boards::configure);
}
