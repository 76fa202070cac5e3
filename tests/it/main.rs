//! The tests that go through the whole application, and the laws of the house.

mod support;

mod boards;
mod clubs;
mod placements;
mod regulations;
mod transitions;
