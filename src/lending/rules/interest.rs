//! How interest is agreed and computed.

use crate::platform::error::FieldCode;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Period to which a rate applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RatePeriod {
    /// A month (một tháng).
    #[default]
    Month,
    /// A year (một năm).
    Year,
}

/// Method by which interest (lãi) is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum InterestMethod {
    /// Lãi phẳng: on the first principal, all through the term.
    Flat,
    /// Flat interest (lãi phẳng): on the first principal, all through the term.
    DecliningEqualPrincipal,
    /// Equal principal, interest on what is outstanding (trả gốc đều, lãi theo dư nợ giảm dần).
    Annuity,
    /// Principal in one sum at the end (trả gốc một lần khi đến hạn).
    Bullet,
    /// No interest (không lãi).
    InterestFree,
}

/// Time at which the interest of a bullet loan is paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulletInterest {
    /// With each period (trả lãi mỗi kỳ).
    #[default]
    EachPeriod,
    /// With the principal at the end (trả lãi cùng gốc khi đến hạn).
    AtEnd,
}

/// Day-count convention of interest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum DayCount {
    /// Every month is a twelfth of a year, whatever its days.
    #[default]
    #[serde(rename = "per_period")]
    PerPeriod,
    /// Days of months of thirty, of a year of 360.
    #[serde(rename = "thirty_360")]
    Thirty360,
    /// Days of the calendar, of a year of 365: what the law counts by.
    #[serde(rename = "actual_365")]
    Actual365,
}

/// Unit to which a computed amount is rounded, half up: 1, 100, 500 or 1,000 đồng.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
#[serde(try_from = "i64", into = "i64")]
pub enum RoundingUnit {
    /// To one đồng.
    #[default]
    One,
    /// To 100 đồng.
    Hundred,
    /// To 500 đồng.
    FiveHundred,
    /// To 1,000 đồng.
    Thousand,
}

impl RoundingUnit {
    /// How many đồng.
    #[must_use]
    pub const fn dong(self) -> i64 {
        match self {
            Self::One => 1,
            Self::Hundred => 100,
            Self::FiveHundred => 500,
            Self::Thousand => 1_000,
        }
    }
}

impl From<RoundingUnit> for i64 {
    fn from(unit: RoundingUnit) -> Self {
        unit.dong()
    }
}

impl TryFrom<i64> for RoundingUnit {
    type Error = &'static str;
    fn try_from(dong: i64) -> Result<Self, &'static str> {
        match dong {
            1 => Ok(Self::One),
            100 => Ok(Self::Hundred),
            500 => Ok(Self::FiveHundred),
            1_000 => Ok(Self::Thousand),
            _ => Err(FieldCode::Choice.into()),
        }
    }
}

impl PartialSchema for RoundingUnit {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .enum_values(Some([1, 100, 500, 1_000]))
            .description(Some("To how many đồng a computed amount is rounded, half up."))
            .build()
            .into()
    }
}

impl ToSchema for RoundingUnit {}
