//! Steps in memberships, and what ends with one: whoever leaves a club leaves its board and its care of others, and her
//! family is not pressed for what somebody owed who died. Each is changed by its owner.

pub mod model;
pub mod routes;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::change_state);
}
