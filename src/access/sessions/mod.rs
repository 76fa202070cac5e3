//! Sessions (đăng nhập): signing in and out, and oneself.
//!
//! An access token lives 15 minutes and says what its user is and where. With it comes a refresh token, good
//! for 30 days and for one use: each use gives the next one of its family. On a bad line a reply gets lost, so within a
//! minute the same client may send the same token once more, and gets the same successor. Any other second use means that
//! the token was stolen, from whomever; nobody can tell, so the family ends and every access token of the user is void.
//!
//! Failed sign-ins are counted for a login and the address together: whoever guesses at somebody's password from elsewhere
//! does not keep her out.
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
