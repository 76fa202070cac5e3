//! Monitoring visits of upper levels to clubs (giám sát), each by a version of a checklist (phiếu giám sát). A visit
//! is never changed: a wrong one is followed by another. What a club has to do after it is followed up in
//! [`crate::activity::monitoring_tasks`].

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::checklists).service(routes::list).service(routes::find).service(routes::create);
}
