//! Help that members give to one another and to the hamlet (tự giúp nhau, hỗ trợ cộng đồng): days of labour, money,
//! goods, technique. Who was helped is tier 2.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::find).service(routes::create).service(routes::update);
}
