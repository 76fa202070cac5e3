//! Reporting (báo cáo): who reports to whom, for which period, and what was approved.

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
pub(crate) mod sql;

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
