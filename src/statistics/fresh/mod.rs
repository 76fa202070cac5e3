//! The door to figures. Metric rows, kept sums and historical figures are read through a [`Fresh`] or [`Kept`]
//! reader, which nothing but this module can make: a row that was counted on another day is wrong without looking so,
//! and a call that had to be remembered before each reading was one that could be forgotten. Forgetting it now does not
//! compile:
//!
//! ```compile_fail,E0308
//! # use platform::{Result, auth::Scope, db::Db};
//! # use statistics::{indicators::model::Whose, sums};
//! async fn stale(db: &Db, scope: &Scope) -> Result<()> {
//!     sums::add_up(&mut db.read(scope).await?, &Whose::Nation, &[]).await.map(drop)
//! }
//! ```

mod reader;
mod recount;

pub use reader::{Fresh, Kept, Proof, Within};
pub use recount::place_clubs;
