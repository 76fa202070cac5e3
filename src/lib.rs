//! liên thế hệ: a JSON REST API with which Vietnam's intergenerational self-help clubs (câu lạc bộ liên thế
//! hệ tự giúp nhau) are founded, run and reported on.

pub mod app;
pub mod commands;

pub mod access;
pub mod activity;
pub mod care;
pub mod lending;
pub mod lifecycle;
pub mod migrations;
pub mod money;
pub mod planning;
pub mod platform;
pub mod register;
pub mod reporting;
pub mod statistics;
pub mod territory;

pub use platform::error::{Error, Result};
