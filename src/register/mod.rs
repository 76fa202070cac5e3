//! The register (sổ bộ): the clubs, and the people in them.
//!
//! **Laws**
//!
//! - A club keeps its id for life, wherever it comes to lie; where it lay and lies are placements with their days.
//! - Each club manages itself by its own regulation, Quy chế (plan 13335/KH-UBND of Đồng Nai, 2020). A version of
//!   it is never changed.
//! - The norms of the programme, such as 50 to 70 members or 60 to 70 % women (Decision 1336/QĐ-TTg), are targets:
//!   a club outside them gets a warning and is never refused.
//! - Treasurer and bookkeeper are two persons. The database holds the boards to it.
//! - A member is a person in a club: a membership with its states and their days. A person is in one club at a time, and
//!   keeps her id from club to club.
//! - What is written of a person needs a current tie: through a membership that has ended nothing is changed
//!   ([`members::store::hold`]), and what is read is what stood when it ended. Her club of today writes and reads the rest.
//! - Older (người cao tuổi) is who has completed 60 years on the day asked (Law 39/2009/QH12, art. 2). Of a birth
//!   date often only the year is known; what follows from it says whether it is certain.
//! - Personal data stand in tiers with permissions of their own (Law 91/2025/QH15). Consent is a record; reading
//!   tier 3 or 4 is logged; tier 4 is encrypted in its column and found again by a keyed hash.
//! - Whoever writes anything of a club locks the club first ([`clubs::store::hold`]).
//!
//! **Resources**
//!
//! - [`clubs`]: what a club is called, where it meets, and where it stands in its life.
//! - [`placements`]: which hamlets it serves, and in which it is at home.
//! - [`regulations`]: the versions of its regulation, with the rules by which it lends ([`crate::lending`]).
//! - [`members`]: who is in it; names, birth dates and contact (tier 2).
//! - [`consents`]: what a person has agreed to, and how.
//! - [`personal`]: ethnicity, disability, household and poverty (tier 3), identity numbers (tier 4).
//! - [`imports`]: whole lists of members from a file.
//! - [`boards`]: terms of the board, and who holds which position (tier 1).
//!
//! **SQL functions** (`src/register/sql/`)
//!
//! - `remember_membership_state.sql`: keeps every state of a membership with its days, by trigger.
//! - `remember_person_at_end.sql`: keeps what stood of a person when her membership ended, by trigger.
//! - `members_on.sql`: who were the members of clubs on a day?
//! - `place_clubs.sql`: of which clubs do the place columns not say where they lie on a day? Makes them say it.
//! - `club_moves.sql`: keeps where a club lay whenever its place columns change, and logs it, by trigger.
//! - `places_in_reach.sql`: which of some clubs and units lie within a reach? For replies that are given again.
//!
//! The wing publishes its tables to the wings above ([`tables`]); nearly all of them read clubs and memberships. To
//! the lifecycle it offers `clubs::store::step`, `members::store::{step, admit_all, end_all, continue_in,
//! record_death}`, `boards::store::{close, end_positions}` and `placements::store::{end_all, move_to}`.

extern crate self as register;
use ::{lending, platform, territory};
use platform::{Error, Result};

pub mod boards;
pub mod clubs;
pub mod consents;
pub mod imports;
pub mod members;
pub mod personal;
pub mod placements;
pub mod regulations;
mod schema;
pub mod sql;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{
        board_positions, club_placements, club_regulations, clubs, household_poverty, membership_states,
        memberships, persons, places_of_day,
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
