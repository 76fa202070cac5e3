//! The platform: what every wing stands on. It knows no resource and imports no wing.
//!
//! - [`auth`]: who is calling, what they may do, and how far they see; tokens, passwords and the policy page.
//! - [`db`]: the only door to the database. It opens for a scope, writes the change log, counts the clubs that a
//!   change touches before it commits, and keeps replies under their `Idempotency-Key`.
//! - [`looks`]: the access log: what it is told of a reply with personal data of tier 3 or 4.
//! - [`log`]: the change log: which facts of a club a thing is, and what is written of a change.
//! - [`http`]: how a request is read, how a reply is written, and how a wing mounts its endpoints.
//! - [`error`]: one error type, its codes with their words in two languages, and what a constraint of the database means.
//! - [`fields`]: types that check a field while it is read: days, lines and prose, telephone and identity numbers.
//! - [`ids`]: one type for each key, and the enumerations that the database knows by name.
//! - [`money`]: whole đồng.
//! - [`text`]: Vietnamese text: how a name is stored, searched and sorted; how a number is printed and an amount is put
//!   into words.
//! - [`paper`]: pages that print well, and workbooks: the base of every paper.
//! - [`disclosure`]: suppression of small numbers, also complementary: the rule for the parts of one place.
//! - [`vault`]: identity numbers and small secrets, encrypted in their column and found again by a keyed hash.
//! - [`files`]: the bytes of attached files, in a folder or a bucket.
//! - [`sheet`]: an uploaded CSV or XLSX as rows of text.
//! - [`oidc`]: other services by which people sign in, and what is believed of them.
//! - [`config`]: configuration from the environment.
//! - [`embedded`]: the private PostgreSQL.
//!
//! Its one SQL function is `logic.today_in_vietnam()` (`src/platform/sql/today.sql`): which day is it in Vietnam? It
//! publishes the change log and the access log ([`tables`]) to those who show them.

extern crate self as platform;
pub use error::{Error, Result};

pub mod auth;
pub mod config;
pub mod db;
pub mod disclosure;
pub mod embedded;
pub mod error;
pub mod fields;
pub mod files;
pub mod http;
pub mod ids;
pub mod log;
pub mod looks;
pub mod money;
pub mod oidc;
pub mod paper;
mod schema;
pub mod sheet;
pub mod sql;
pub mod text;
pub mod vault;

/// Tables that the wings may read. Only the door ([`db`]) writes them.
pub mod tables {
    pub use super::schema::{changes, data_read_batches, personal_data_reads};
}
