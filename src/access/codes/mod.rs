//! Account codes (mã kích hoạt): how an account comes into the hands of the human being whose it is.
//!
//! Whoever sets a password becomes that person. So nobody sets somebody else's: who creates an account, or resets its
//! password, is given a one-time code for a paper slip, and with it the holder sets a password of her own. Until then
//! nobody signs in with the account. A code lives 72 hours, opens once, and is void after ten wrong tries; of it only a
//! keyed hash is kept. A newer code voids the one before.
//!
//! A code can also carry a person: whoever redeems it confirms that the account is hers, and only that links the two
//! (`users.person_id`, `users.person_confirmed_at`). Each person has one account.
//!
//! Who may hand out a code is in [`super::users::rules`]: one who stands for the account, and, if it keeps, books or
//! approves the money of a club, not a colleague of that club.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::create).service(routes::reset_password).service(routes::activate);
}
