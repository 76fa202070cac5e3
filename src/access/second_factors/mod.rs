//! Second factors (xác thực bước hai): one-time codes (TOTP, RFC 6238) of a device that an account's holder has with
//! her, beside the password that she knows.
//!
//! - Enrolling gives a secret, this once; it counts from the first code on. Whoever has a factor already proves that one
//!   before she replaces or removes it.
//! - A code counts once, and within half a minute of its own. After five wrong ones in a row the account waits, twice
//!   as long after each; after twenty its sessions end.
//! - With the factor come ten recovery codes, for whoever loses the device, each good once. Whoever has lost those too
//!   asks a user administrator, who can remove the factor and cannot use it.
//! - What takes a proven factor is marked on the policy page ([`crate::platform::auth::POLICY`]); how long it stays
//!   fresh is in [`crate::platform::auth::factor`].
//!
//! Programs have none: no permission that takes one is theirs. Nothing here takes an `Idempotency-Key`: a reply with a
//! secret or a token is stored nowhere.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::enrol)
        .service(routes::remove)
        .service(routes::confirm)
        .service(routes::renew_recovery_codes)
        .service(routes::prove)
        .service(routes::take_away);
}
