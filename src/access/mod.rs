//! Access (tài khoản): who may sign in, as what, where and until when; and what the change log keeps.
//!
//! **Laws**
//!
//! - A right is an assignment: a role, a place and its days. What a request reaches is the union of the assignments
//!   that hold its permission; which role holds which is one page ([`crate::platform::auth::POLICY`]).
//! - Nobody gives a right above or outside their own, and nobody changes their own ([`users::rules`]).
//! - A deputy (người thay thế) has the role and place of the one who is away, on days within hers, and nothing
//!   more. The database holds it to that.
//! - Whoever loses a right loses it on every node within a second: the change raises the user's token version, and
//!   the database tells every node ([`crate::platform::auth::Versions`]).
//! - A credential that somebody else made opens nothing: whoever creates or resets an account gets a one-time code for its
//!   holder, who sets the password herself ([`codes`]). Only `create-admin` and `dev`, typed on the server, set one.
//! - Whoever changes an account stands for it: one right that it holds today she could have given, and none she could not.
//!   For one that holds none, only a user administrator stands in whose reach its last one was ([`users::rules`]).
//! - A refresh token is good once; if the reply was lost, the same client gets the same successor once more within a minute.
//!   Any other second use ends its session.
//! - A reply with tokens, codes or secrets is stored nowhere, not even under an `Idempotency-Key`
//!   ([`crate::platform::fields::FreshSecret`]). Of all of them the tables hold hashes.
//! - What happens to an account stands in the log of each place where it holds a role ([`users::store::told`]).
//!
//! **Resources**
//!
//! - [`users`]: accounts of human beings and programs, and their assignments.
//! - [`sessions`]: signing in and out, and the account that asks.
//! - [`codes`]: one-time codes, with which an account comes into the hands of its holder.
//! - [`policy`]: which role holds which permission, and whether the service lives.
//! - [`changes`]: the change log of a club, that of accounts, and the log of who read whose personal data.
//!
//! **SQL functions** (`src/access/sql/`)
//!
//! - `void_tokens.sql`: voids the tokens of whoever gains or loses a right, and tells every node, by trigger.
//! - `deputies.sql`: keeps a deputy's assignment within the one it follows, and ends it with that, by trigger.
//!
//! The wing publishes users and assignments to the wings above ([`tables`]). To the lifecycle it offers
//! `users::store::{assigned_at, carry_over}`, for units that end.

extern crate self as access;
use ::{platform, register, territory};
use platform::{Error, Result};

pub mod changes;
pub mod codes;
pub mod policy;
mod schema;
pub mod sessions;
pub mod sql;
pub mod users;

use crate::platform::http::Mount;

/// Tables that the wings above may read. Only this wing writes them.
pub mod tables {
    pub use super::schema::{assignments, users};
}

/// Mounts and documents the endpoints of the wing.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.configure(users::configure)
        .configure(sessions::configure)
        .configure(codes::configure)
        .configure(policy::configure)
        .configure(changes::configure);
}
