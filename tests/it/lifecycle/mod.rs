//! Lifecycle.

pub mod closures;
pub mod departures;
pub mod random_reforms;
pub mod reforms;
pub mod transitions;
