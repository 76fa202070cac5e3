//! Statistics (số liệu): counts, sums and indicators for those above, without names and without small cells.

pub mod activity_figures;
pub mod area_status;
pub mod declared_figures;
pub mod figures;
pub mod finances;
pub mod history;
pub mod indicators;
pub mod loan_lists;
mod schema;
pub(crate) mod sql;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{fund_metrics, management_metrics, past_periods, standing_metrics, sums_astray};
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
