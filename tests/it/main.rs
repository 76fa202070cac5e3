//! The tests that go through the whole application, and the laws of the house.

mod support;

mod clubs;
mod house;
mod openapi;
mod permissions;
mod schema;
mod sessions;
mod users;
