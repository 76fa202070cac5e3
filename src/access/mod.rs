//! Access (tài khoản): who may sign in, as what, where and until when; and what the change log keeps.
//!
//! **Laws**
//!
//! - A right is an assignment: a role, a place and its days. What a request reaches is the union of the assignments
//!   that hold its permission; which role holds which is one page ([`crate::platform::auth::POLICY`]).
//! - Nobody gives a right above or outside their own, and nobody changes their own ([`users::rules`]).
//! - The office carries the right: a role in a club hangs on a seat of its board (chair … treasurer, and any seat for the
//!   member who sees health results) or on a membership (member, volunteer), and ends with it in the same transaction,
//!   whatever ends it. Whoever is elected again goes on. So a club that is being founded gets members and a board first,
//!   from the commune association, and its chair an account after that.
//! - Two people are two human beings, never two accounts: every rule that takes two asks
//!   [`users::store::is_same_human`], and what is compared there is a [`crate::platform::ids::Actor`], which cannot be
//!   compared otherwise. A deputy counts as herself and as the one in whose name she acts.
//! - Money and approvals in a club take an account that is linked with its person, who confirmed it by her code
//!   ([`crate::platform::auth::LINKED`]). Officers of units are nobody's members, and programs are nobody: they have no person
//!   in the register, so for them the account counts, and where somebody says that they are one, the person too.
//! - Her own record is for who is a member now, of the person that she confirmed ([`users::store::own_person`]).
//! - A deputy (người thay thế) has the role, the place and the office of the one who is away, on days within hers, and
//!   nothing more. The database holds it to that. Nobody stands in for a program.
//! - Whoever loses a right loses it on every node within a second: the change raises the user's token version, and
//!   the database tells every node ([`crate::platform::auth::Versions`]).
//! - Who approves or administers proves a second factor, at most ten minutes before ([`second_factors`]): the policy
//!   page says where.
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
//! - [`second_factors`]: one-time codes of a device, and recovery codes.
//! - [`external_sign_in`]: signing in by VNeID or a ministry's own service (OpenID Connect).
//! - [`policy`]: which role holds which permission, and whether the service lives.
//! - [`changes`]: the change log of a club, that of accounts, and the log of who read whose personal data.
//!
//! **SQL functions** (`src/access/sql/`)
//!
//! - `void_tokens.sql`: voids the tokens of whoever gains or loses a right, and tells every node, by trigger.
//! - `deputies.sql`: keeps a deputy's assignment within the one it follows, and ends it with that, by trigger.
//! - `humans.sql`: are two accounts one human being? Keeps bookkeeper and treasurer two people, by trigger.
//! - `offices.sql`: ends the roles in a club with the seat or the membership on which they hang, by trigger.
//!
//! The wing publishes users and assignments to the wings above ([`tables`]). To the lifecycle it offers
//! `users::store::{assigned_at, carry_over}`, for units that end.

extern crate self as access;
use ::{platform, register, territory};
use platform::{Error, Result};

pub mod changes;
pub mod codes;
pub mod external_sign_in;
pub mod policy;
mod schema;
pub mod second_factors;
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
        .configure(second_factors::configure)
        .configure(external_sign_in::configure)
        .configure(policy::configure)
        .configure(changes::configure);
}
