//! Members whom the club helps to what is theirs (bảo vệ quyền, lợi ích): tier 3. Lists and replies to changes tell
//! neither the story nor its outcome; reading them has a permission of its own, and is logged.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::create)
        .service(routes::update)
        .service(routes::transition);
}
