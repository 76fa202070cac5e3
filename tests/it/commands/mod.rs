//! Commands.

pub mod generate;
