//! Who is calling, what they may do ([`Allowed`]), and how far they can see ([`Scope`]).
//!
//! A request becomes a scope in three steps:
//! 1. [`identify()`], a middleware, verifies the bearer token and checks its version against the user's
//!    current one ([`Versions`]); what it finds is the [`Caller`].
//! 2. [`Allowed<can::X>`](Allowed), a handler's first argument, asks the policy page
//!    ([`POLICY`]) which of the caller's assignments hold permission `X`, and whether it takes a second factor
//!    ([`factor`]).
//! 3. Those assignments' places together are the [`Reach`] of the [`Scope`] with which the handler goes
//!    to [`crate::platform::db::Db`].
//!
//! Only this module can make a scope, and `Db` hands out no connection without one; so a query that
//! nobody authorised cannot be written. Each permission stands in a tier of personal data ([`Tier`]): from tier 3 on the
//! scope is a [`SensitiveScope`], with which nothing is read that the access log is not told of.

mod allowed;
pub(super) mod authority;
mod claims;
pub mod factor;
mod identify;
pub mod password;
mod permission;
mod role;
mod scope;
pub mod token;
mod versions;

pub use allowed::{Allowed, Anyone, SignedIn};
pub use claims::{Claims, Grant, Place};
pub use identify::{Caller, identify};
pub use permission::{LINKED, POLICY, Permission, TIERS, Tier, Tiered, asks_second_factor, can, tier};
pub use role::{Level, Role};
pub use scope::{Reach, Scope, SensitiveScope};
pub use versions::Versions;
