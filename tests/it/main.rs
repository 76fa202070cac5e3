//! The tests that go through the whole application, and the laws of the house.

mod support;

mod clubs;
mod consents;
mod house;
mod imports;
mod openapi;
mod permissions;
mod personal;
mod schema;
