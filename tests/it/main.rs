//! The tests that go through the whole application, and the laws of the house.

mod support;

mod clubs;
mod house;
mod members;
mod openapi;
mod permissions;
mod plans;
mod problems;
mod schema;
mod units;
