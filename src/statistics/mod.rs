//! Statistics (số liệu): counts, sums and indicators for those above, without names and without small cells.
//!
//! - [`fresh`]: the readers without which no figure is read; whoever makes one brings the metric rows up to date first.
//! - [`history`]: figures of days gone by, counted from the facts and kept.
//! - [`summary`]: what figures, finances and activity figures have in common.
//! - [`indicators`]: where a value is read (kept sums, metric rows, history, facts) is chosen in one place, its `store::read`.

pub mod activity_figures;
pub mod area_status;
pub mod declared_figures;
pub mod figures;
pub mod finances;
pub mod fresh;
pub mod history;
pub mod indicators;
pub mod loan_lists;
mod schema;
pub(crate) mod sql;
pub mod summary;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{past_periods, sums_astray};
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(figures::configure)
        .configure(indicators::configure)
        .configure(finances::configure)
        .configure(activity_figures::configure)
        .configure(area_status::configure)
        .configure(loan_lists::configure)
        .configure(declared_figures::configure);
}
