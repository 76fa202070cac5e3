//! Planning (kế hoạch): what programmes and plans demand of clubs and units, and how far they have come.
//!
//! # Laws
//!
//! - **Documents cascade**: a decision of the Prime Minister (1533/QĐ-TTg of 2016, 1336/QĐ-TTg of 2020, 1648/QĐ-TTg of
//!   2025), then the plans of provinces, districts and communes that rest on it (căn cứ). No document rests on itself.
//! - **As written.** Real documents lack a number, a date or a signatory, and name figures that cannot be: that is kept
//!   and marked (`missing`, `implausible`), never refused or mended. Each target carries the words that it was taken
//!   from.
//! - **An issued document is not rewritten** (đã ban hành): what its record lacked may be added; another document
//!   amends or replaces it. Whoever drew it up does not issue it.
//! - **Bounds are whole numbers, and strict ones stay strict**: 90, neither 0.9 nor "90 %"; "more than" is not "at
//!   least".
//! - **A place stands under several targets for one indicator at once**: all that apply are shown, each with its status
//!   (`met`, `below`, `above_band`, `not_computable`, `no_data`) and the exact fraction.
//! - **Targets are aims, never conditions**: a club that misses one is told what it is short of, and refused nothing.
//!   What every club needs, both funds under its own regulation, is in Kế hoạch 13335/KH-UBND (Đồng Nai 2020), II.1.b.
//! - **No sum of a budget line is more than the one before**: requested (đề nghị), appraised (thẩm định), allocated (bố
//!   trí), disbursed (giải ngân), settled (quyết toán).
//! - **The map changes, a target does not**: what was demanded of a unit that went into another is judged of the
//!   territory that it had.
//!
//! # Resources
//!
//! - [`programmes`]: programmes of the government (đề án), each with a decision and some years.
//! - [`documents`]: legal documents (văn bản), with duties, sources of money and reporting duties.
//! - [`targets`]: what a document demands of an indicator (chỉ tiêu).
//! - [`plan_items`]: the activities that a plan names (hoạt động).
//! - [`plan_tasks`]: who does what by when (nhiệm vụ).
//! - [`budget_lines`]: the money for it (dự toán).
//! - [`progress`]: how far targets are met, of the nation, a unit or a club.
//! - [`standings`]: what a club is short of, and how many clubs of a unit are short of what.
//! - [`dashboards`]: the nation or a unit at a glance (bảng tổng hợp), and which clubs have fallen silent.
//!
//! # SQL functions (`sql/`)
//!
//! - `document_bases_acyclic`: does a document come to rest on itself, however far around? A trigger that refuses it.
//!
//! # What it publishes
//!
//! To reporting: the targets that apply to a place and how they stand. No table is read from outside. Figures are read
//! through [`crate::statistics::fresh`], and small numbers are suppressed there.

extern crate self as planning;
use ::{access, activity, money, platform, register, statistics, territory};
use platform::{Error, Result};

pub mod budget_lines;
pub mod dashboards;
pub mod documents;
pub mod plan_items;
pub mod plan_tasks;
pub mod programmes;
pub mod progress;
mod schema;
pub mod sql;
pub mod standings;
pub mod targets;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    // before the targets, one of which would be looked for by the name of `progress`
    cfg.service(progress::routes::nation);
    cfg.configure(programmes::configure)
        .configure(documents::configure)
        .configure(targets::configure)
        .configure(plan_items::configure)
        .configure(plan_tasks::configure)
        .configure(budget_lines::configure)
        .configure(progress::configure)
        .configure(standings::configure)
        .configure(dashboards::configure);
}
