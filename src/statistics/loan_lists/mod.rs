//! The loans of a unit without names, for the province and for auditors, who look at lending and not at people. No id,
//! no number, no purpose and no day: nothing here can be joined to a person.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list);
}
