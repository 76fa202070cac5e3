//! Reporting.

pub mod consolidations;
pub mod organisations;
pub mod printing;
pub mod report_periods;
pub mod report_requests;
pub mod reporting_lines;
pub mod reports;
pub mod sealed_reports;
