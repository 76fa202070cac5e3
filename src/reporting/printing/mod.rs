//! Reports on paper and as workbooks. Nothing is stored here: the pages are made of what was sealed, or of a draft as
//! it stands, by the pure functions of [`crate::reporting::forms`].

pub mod routes;
pub mod rules;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::print).service(routes::workbook);
}
