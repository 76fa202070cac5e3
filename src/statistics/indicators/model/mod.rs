//! Indicators and their values.

mod definition;
mod indicator;
mod question;
mod value;

pub use definition::{IndicatorDefinition, MeasureUnit, Terms};
pub use indicator::Indicator;
pub use question::{Among, Asked, IndicatorPeriod, Tree, ValuesQuery, Whose};
pub use value::{
    ClubBehind, ClubsHeard, Covered, FactKind, FactsOfClub, IndicatorFact, IndicatorFacts, IndicatorValue,
    IndicatorValues, SeenFactKind,
};
