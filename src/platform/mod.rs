//! The platform: what every wing stands on. It knows no resource.

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
pub mod money;
mod schema;
pub mod sheet;
pub(crate) mod sql;
pub mod text;
pub mod vault;

/// Tables that the wings may read. Only the door ([`db`]) writes them.
pub mod tables {
    pub use super::schema::{changes, personal_data_reads};
}
