//! Suppression of what is published of clubs and the people in them: one decision for a place, a measure and a day, which
//! every door asks. It is made from all clubs there, whoever asks; who may know those who are counted is told all the same.
//!
//! - [`model`]: what is published, who makes it up, what gives it away, and who may know. Linear relations are data.
//! - [`rules`]: from numbers to what is withheld. [`crate::platform::disclosure`] has the rule for one level.
//! - [`store`]: the numbers of the places that have to be looked at, of today or of a period.
//!
//! The places are those of the tree of the day: province, commune, club. A province is decided upon by itself, and the
//! nation is withheld where it would give one province away, so that nobody has to count other provinces. Everything else
//! is put together from such places: a hamlet from its clubs, a district from its communes, clubs of a terrain, of a
//! founding year or of the territory of another day from whatever they wholly hold. It is shown if all of these are: then
//! whoever adds them up knows it anyway.
//!
//! What was decided of the nation and of provinces for a day gone by is kept ([`crate::statistics::history::decisions`]).

pub mod model;
pub mod rules;
pub mod store;

pub use model::Knows;
pub use rules::{Measured, Withheld};
