//! What an indicator is.

use super::Indicator;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the values of an indicator are numbers of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureUnit {
    /// Clubs (câu lạc bộ).
    Clubs,
    /// Persons, each once (người).
    Persons,
    /// Takings-part: a person as often as she came (lượt người).
    Turns,
    /// Things held or done: visits, cases, classes.
    Times,
    /// Đồng, the currency.
    Dong,
    /// Half days of labour (nửa ngày công).
    HalfDays,
    /// Percent: numerator over denominator, of a hundred (phần trăm).
    Percent,
    /// Mean: numerator over denominator (bình quân).
    Mean,
}

/// A sum of columns of metric rows, each with its sign or weight.
pub type Terms = &'static [(i64, &'static str)];

/// What an indicator is and how it is counted (định nghĩa chỉ tiêu).
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct IndicatorDefinition {
    /// Code of the indicator, such as `I20`.
    pub indicator: Indicator,
    /// Name for programs, taken wherever a code is.
    #[schema(example = "portfolio_at_risk_30")]
    pub name: &'static str,
    /// Name in Vietnamese.
    pub name_vi: &'static str,
    /// Name in English.
    pub name_en: &'static str,
    /// How it is counted, in English words.
    pub formula: &'static str,
    /// What the values are numbers of.
    pub unit: MeasureUnit,
    /// Whether a value is of the whole period (flow) rather than of its last day (stock).
    pub flow: bool,
    /// Whether values of disjoint places may be added: numerators and denominators each, never percentages.
    pub additive: bool,
    /// Whether it counts people, so that small numbers are suppressed for those who may not know them.
    pub people: bool,
    /// Version of the definition: grows with every change of what is counted.
    pub version: i16,
    /// The columns of the numerator.
    #[serde(skip)]
    pub numerator: Terms,
    /// The columns of the denominator; a count has none.
    #[serde(skip)]
    pub denominator: Option<Terms>,
}
