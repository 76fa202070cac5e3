//! Indicators and their values.

mod definition;
mod indicator;
mod question;
mod value;

pub use definition::{Definition, MeasureUnit, People, Terms};
pub use indicator::Indicator;
pub use question::{Among, Asked, Period, Tree, ValuesQuery, Whose};
pub use value::{ClubBehind, Covered, Fact, FactKind, Facts, Heard, Value, Values};
