//! Referrals (giới thiệu đến trạm y tế): a volunteer or the club sends somebody whom it cares for to the commune's
//! health station, which answers. What it finds is encrypted, and decrypted for those alone who may read health
//! results.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::list_of_unit)
        .service(routes::find)
        .service(routes::find_result)
        .service(routes::create)
        .service(routes::answer)
        .service(routes::withdraw);
}
