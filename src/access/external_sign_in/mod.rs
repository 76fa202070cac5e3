//! Signing in by another service (đăng nhập bằng VNeID hoặc hệ thống của bộ, ngành): OpenID Connect, authorization code
//! with PKCE. Off unless a service is configured (`SIGN_IN_PROVIDERS`); what is believed of one is in
//! [`crate::platform::oidc`].
//!
//! 1. The client asks for an address (`POST /v1/oidc/{provider}/authorizations`) and sends the person's browser there. It
//!    keeps the ticket, in which nonce and verifier are sealed; only the state travels through the browser.
//! 2. The service sends the browser back to the client, with a code and the state.
//! 3. The client sends code, state and ticket (`POST /v1/oidc/{provider}/sessions`), and gets a session. A code that a
//!    stranger slips in does not fit the ticket of the one who is signing in.
//!
//! An identity opens the account that it is linked to. The first time it comes with that account's one-time code, as a
//! new password would: so nobody's account is found by a name or an address that another service says.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list).service(routes::begin).service(routes::sign_in).service(routes::unlink);
}
