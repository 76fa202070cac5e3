//! The tests that go through the whole application, and the laws of the house.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::large_types_passed_by_value,
    clippy::too_many_lines,
    reason = "a test says what must be and stops where it is not"
)]

mod support;

mod access;
mod activity;
mod browser;
mod canary;
mod care;
mod clock;
mod commands;
mod crash;
mod house;
mod lifecycle;
mod locks;
mod looks;
mod money;
mod openapi;
mod permissions;
mod planning;
mod problems;
mod query_plans;
mod register;
mod repeats;
mod reporting;
mod schema;
mod statistics;
mod territory;
mod troubles;
mod unprintable;
mod wire;
