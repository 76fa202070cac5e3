//! How far targets are met by a club, a unit or the nation. A place stands under several targets for one indicator at
//! once; all are shown, each judged on whole numbers.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints, but for that of the nation: [`super::configure`].
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::of_unit).service(routes::of_club);
}
