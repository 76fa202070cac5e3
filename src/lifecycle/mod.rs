//! Lifecycle (vòng đời): acts that change several wings at once: a club's steps, a member's departure, the end of a
//! hamlet, a reform of the territory. An act locks what it touches first, then calls a verb that the owner of the
//! rows offers, and never writes another wing's table. It is one transaction, and the change log names every row
//! that it changed.
//!
//! **Laws**
//!
//! - A club's life goes from proposal by dossier, decision and launch to dissolution or merger; which step leads
//!   where is one table (`transitions::rules`). A launch needs a board, a regulation in force and both funds (plan
//!   13335/KH-UBND of Đồng Nai: every club has an income fund and an operating fund under its own regulation).
//! - A club that has loans outstanding or money in its funds is not dissolved. One that is merged into another of its
//!   commune hands both over, to the đồng.
//! - Nobody leaves, is expelled or goes to another club who owes a loan or is owed savings. The loans of somebody
//!   who died stand still.
//! - A reform is drafted by one and applied by another. Clubs, funds and loans keep their ids, and the days before
//!   stay as they were.
//! - A reform can be undone until books or reports are closed upon it, while nobody has changed what it wrote:
//!   every row is then again what it was.
//!
//! **Resources**
//!
//! - [`transitions`]: the steps in the life of a club.
//! - [`departures`]: the steps in a membership, and what ends with one.
//! - [`closures`]: the end of a hamlet.
//! - [`reforms`]: merges, splits, moves and names of units (sắp xếp đơn vị hành chính).
//!
//! **SQL functions** (`src/lifecycle/sql/`)
//!
//! - `keep_image.sql`: keeps every row that a reform writes, as it was and as it is, by trigger.
//! - `clubs_of_admin_change.sql`: which clubs has a reform moved or touched, and is it closed upon? Locks its
//!   units.
//! - `open_reports_of.sql`: how many reports of units are not finished?
//! - `undo_admin_change.sql`: takes back every row that a reform wrote, the last first.
//! - `tell_of_admin_change.sql`: says in the change log what became of every row.
//!
//! Nothing stands above it but the commands and the application, so it publishes no table.

extern crate self as lifecycle;
use ::{access, care, money, platform, register, reporting, territory};
use platform::{Error, Result};

pub mod closures;
pub mod departures;
pub mod reforms;
mod schema;
pub mod sql;
pub mod transitions;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(transitions::configure)
        .configure(departures::configure)
        .configure(closures::configure)
        .configure(reforms::configure);
}
