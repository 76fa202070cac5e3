//! The tests that go through the whole application, and the laws of the house.

mod support;

mod boards;
mod clubs;
mod consents;
mod house;
mod imports;
mod members;
mod openapi;
mod permissions;
mod personal;
mod placements;
mod plans;
mod problems;
mod regulations;
mod schema;
mod sessions;
mod transitions;
mod units;
mod users;
