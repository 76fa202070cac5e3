//! Steps in memberships, and what ends with one: whoever leaves a club leaves its board and its care of others, and the
//! family of somebody who died is not pressed for what she owed. Each wing changes its own rows.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::change_state);
}
