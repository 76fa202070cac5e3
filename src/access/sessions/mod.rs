//! Sessions (đăng nhập): signing in and out, and oneself.
//!
//! An access token lives 15 minutes and says what its user is and where. With it comes a refresh token, good
//! for 30 days and for one use: each use gives the next one of its family. Whoever sends one a second time has
//! stolen it, or was stolen from; nobody can tell which, so the family ends and every access token of the
//! user is void. That also holds for two refreshes at the same time: one is answered, but the other
//! ends what the first was given. A client therefore lets only one refresh run at a time.
//!
//! None of this takes an `Idempotency-Key`: a reply with tokens is not stored anywhere, not even encrypted. To
//! sign in twice only opens two sessions.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::sign_in)
        .service(routes::refresh)
        .service(routes::machine_token)
        .service(routes::list)
        .service(routes::sign_out)
        .service(routes::sign_out_everywhere)
        .service(routes::me)
        .service(routes::my_memberships)
        .service(routes::change_password);
}
