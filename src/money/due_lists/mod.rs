//! The list of a meeting day (bảng kê thu nợ): what each borrower has to pay and what ends her loan, and what each
//! member contributes and saves where the regulation says how much. Nothing of it is stored.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::show).service(routes::mine);
}
