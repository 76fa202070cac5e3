//! What an indicator is.

use super::Indicator;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a value is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureUnit {
    /// Clubs (câu lạc bộ).
    Clubs,
    /// Persons, each once (người).
    Persons,
    /// Turns: a person as often as she came (lượt người).
    Turns,
    /// Things held or done: visits, cases, classes.
    Times,
    /// Đồng.
    Dong,
    /// Half days of labour (nửa ngày công).
    HalfDays,
    /// Numerator over denominator, of a hundred (phần trăm).
    Percent,
    /// Numerator over denominator (bình quân).
    Mean,
}

/// A sum of columns of metric rows, each with its sign or weight.
pub type Terms = &'static [(i64, &'static str)];

/// Columns that count people, each with the column of all those of whom they are some, if it has one.
pub type People = &'static [(&'static str, Option<&'static str>)];

/// What an indicator is (định nghĩa chỉ tiêu).
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct IndicatorDefinition {
    /// Its code.
    pub indicator: Indicator,
    /// Its name for programs, taken wherever a code is.
    #[schema(example = "portfolio_at_risk_30")]
    pub name: &'static str,
    /// Its name in Vietnamese.
    pub name_vi: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// What is counted, in words.
    pub formula: &'static str,
    /// What its values are numbers of.
    pub unit: MeasureUnit,
    /// Whether it is of the period rather than of its last day.
    pub flow: bool,
    /// Whether values of disjoint places may be added: numerators and denominators each, never percentages.
    pub additive: bool,
    /// Whether it counts people, so that small numbers are withheld from those who may not know them.
    pub people: bool,
    /// Counts the changes of the definition.
    pub version: i16,
    /// The columns of the numerator.
    #[serde(skip)]
    pub numerator: Terms,
    /// The columns of the denominator; a count has none.
    #[serde(skip)]
    pub denominator: Option<Terms>,
}
