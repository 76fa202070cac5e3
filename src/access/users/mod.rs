//! Users (tài khoản) and their dated assignments (phân công): who may sign in, and as what, where, and until
//! when. Nobody gives a right that is above or outside their own, and nobody changes their own
//! ([`rules`]); a right that ends is gone everywhere within a second ([`crate::platform::auth::Versions`]). How an account
//! comes to its holder is in [`super::codes`].

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::update)
        .service(routes::create_machine)
        .service(routes::rotate_secret)
        .service(routes::list_assignments)
        .service(routes::grant)
        .service(routes::find_assignment)
        .service(routes::end_assignment)
        .service(routes::deputise)
        .service(routes::withdraw_assignment);
}
