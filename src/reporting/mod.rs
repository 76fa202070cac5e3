//! Reporting (báo cáo): who reports to whom, for which period, and what was approved.
//!
//! # Laws
//!
//! - **Lines are between organisations, not along the territorial tree**: a commune's association reports to the
//!   people's committee and to the association above; who consolidates and who is told differs by province. A line is
//!   taken from a document and holds for its dates. No report comes back to where it came from.
//! - **A level at which nobody is there blocks nothing** (cấp còn khuyết): it is named and passed over. There are no
//!   districts since 1 July 2025.
//! - **Periods are data** (kỳ báo cáo): state reports close on 14 June and 14 December, others with the calendar. A
//!   period is never changed, for reports stand on it.
//! - **A report goes** `open → draft → submitted → accepted | returned → sealed`. A return has at least one reason: of
//!   a figure, of a section, or of the whole. The receiver accepts or returns; the head of the *reporting* organisation
//!   approves, and has neither drawn it up nor submitted it.
//! - **Declared beside computed**: a reporter declares a share in its two parts, never as a percentage, and explains
//!   every difference before the report is submitted.
//! - **Consolidation (tổng hợp) adds up sealed reports**: numerators and denominators. Those that are missing or late
//!   are listed by name, and the coverage is told.
//! - **Approval seals** (duyệt) figures, words, names and versions of definitions, byte for byte, with a hash. Live
//!   data move on, and the difference is shown as drift; a correction (bản đính chính) is another edition.
//! - **Printed** as an administrative document (thể thức theo Nghị định 30/2020/NĐ-CP), with the annex tables B1 to
//!   B10.
//!
//! # Resources
//!
//! - [`organisations`]: associations, committees, offices and partners, each at its place and for its dates.
//! - [`reporting_lines`]: rules of who reports to whom (tuyến báo cáo), and what they come to at a place on a day.
//! - [`report_periods`]: schemes and periods, with the days that each level has from the cut-off (ngày chốt số liệu).
//! - [`reports`]: reports from their opening to their acceptance or return.
//! - [`sealed_reports`]: approval, sealed snapshots, deliveries, corrections and drift.
//! - [`printing`]: reports on paper and as workbooks, by the pure functions of [`forms`].
//! - [`consolidations`]: what is below summed up, who is late, and how long reports lie.
//! - [`report_requests`]: ad-hoc requests (báo cáo đột xuất), answered by reports.
//!
//! # SQL functions (`sql/`)
//!
//! - `keep_lines_acyclic`: does a report come back to where it came from, on any day, in any regime, in any province? A
//!   trigger that refuses it.
//! - `refuse_what_is_sealed`: does a figure, section or child belong to a sealed report? Triggers that refuse to change
//!   it, or any snapshot.
//!
//! # What it publishes
//!
//! To lifecycle: the verb of [`organisations`] by which a reform of the map hands organisations over. Whether a club's
//! reports were in time is read by statistics in SQL (`club_reports_on`). No table is read from outside by Rust code.

extern crate self as reporting;
use ::{access, planning, platform, register, statistics, territory};
use platform::{Error, Result};

pub mod consolidations;
pub mod forms;
pub mod organisations;
pub mod printing;
pub mod report_periods;
pub mod report_requests;
pub mod reporting_lines;
pub mod reports;
mod schema;
pub mod sealed_reports;
pub mod sql;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(organisations::configure)
        .configure(reporting_lines::configure)
        .configure(report_periods::configure)
        .configure(reports::configure)
        .configure(sealed_reports::configure)
        .configure(printing::configure)
        .configure(consolidations::configure)
        .configure(report_requests::configure);
}
