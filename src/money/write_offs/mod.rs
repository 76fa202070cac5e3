//! Write-offs of a debt (xóa nợ): the bookkeeper proposes, two thirds of the board agree, the commune association does
//! not object, and only then it is posted: three people. The debt itself is not forgotten.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::propose)
        .service(routes::vote)
        .service(routes::clear);
}
