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
    /// A month (một tháng): 7,000 is 0.70 % a month, and twelve times that, 8.4 %, a year.
    #[default]
    Month,
    /// A year (một năm): 84,000 is 8.4 % a year, and a twelfth of that, 0.70 %, a month.
    Year,
}

/// Method by which interest (lãi) is computed. In the examples 5,000,000 đồng are lent for 12 months at 0.70 % a month
/// (8.4 % a year), counted `per_period`, to one đồng.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum InterestMethod {
    /// Flat interest (lãi phẳng): all through the term on the first principal. Principal × rate × time, rounded once;
    /// principal and interest are divided equally, each part rounded down and the rest on the last. Example: interest of
    /// 35,000 in every instalment, 420,000 in all; principal of 416,666 in eleven and 416,674 in the last.
    Flat,
    /// Equal principal, interest on what is outstanding (trả gốc đều, lãi theo dư nợ giảm dần): outstanding principal ×
    /// rate × time of the period, rounded half up. Example: 35,000, then 32,083, then 29,167 … 2,917; 227,500 in all.
    DecliningEqualPrincipal,
    /// Equal instalments of principal and interest (trả góp đều, niên kim), interest on what is outstanding: P × r ÷
    /// (1 − (1 + r)⁻ⁿ), rounded half up; the last instalment takes the rest. Example: 435,867 in eleven, of which
    /// interest is 35,000, then 32,194, then 29,368; 435,873 in the last; 230,410 of interest in all.
    Annuity,
    /// Principal in one sum at the end (trả gốc một lần khi đến hạn), interest on it for each period; `bullet_interest`
    /// says when it is paid. Example: 35,000 a month, 420,000 in all.
    Bullet,
    /// No interest (không lãi): principal alone, divided as for `flat`. The rate is 0.
    InterestFree,
}

/// Time at which the interest of a bullet loan is paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulletInterest {
    /// With each period (trả lãi mỗi kỳ). Example: 5,000,000 for 6 months at 0.70 % a month: six times 35,000, and the
    /// principal with the last.
    #[default]
    EachPeriod,
    /// With the principal at the end (trả lãi cùng gốc khi đến hạn): one instalment. Example: 5,210,000 after 6 months.
    AtEnd,
}

/// Day-count convention of interest. In the examples 10,000,000 đồng are lent at 1 % a month (12 % a year) from 15 January
/// 2026 on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum DayCount {
    /// Every month is a twelfth of a year, whatever its days, and a day is a thirtieth of a month where a reschedule breaks
    /// a period off. Example: 100,000 for each month. Between due dates after harvests, and between due dates that the
    /// board granted, there are no equal periods: there the days count as in `actual_365`. Interest to the day of an early
    /// end (`interest_to_date`) counts days of a year of 365 too.
    #[default]
    #[serde(rename = "per_period")]
    PerPeriod,
    /// Days of months of thirty, of a year of 360 (30/360, European: a 31st counts as the 30th): outstanding × yearly rate
    /// × days ÷ 360. Example: 100,000 for each month, 3,333 for a day.
    #[serde(rename = "thirty_360")]
    Thirty360,
    /// Days of the calendar, of a year of 365, in leap years too: what the law counts by. Outstanding × yearly rate × days
    /// ÷ 365. Example: 101,918 for the 31 days to 15 February, 92,055 for the 28 to 15 March.
    #[serde(rename = "actual_365")]
    Actual365,
}

/// Unit to which a computed amount is rounded: 1, 100, 500 or 1,000 đồng.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
#[serde(try_from = "i64", into = "i64")]
pub enum RoundingUnit {
    /// To one đồng. Example: 32,083.3 is 32,083, and 51,780.8 is 51,781.
    #[default]
    One,
    /// To 100 đồng. Example: 32,083 is 32,100, and 32,049 is 32,000.
    Hundred,
    /// To 500 đồng. Example: 32,083 is 32,000, and 32,250 is 32,500.
    FiveHundred,
    /// To 1,000 đồng. Example: 5,000,000 in 12 instalments are eleven of 416,000 and a last one of 424,000.
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
            .description(Some(
                "To how many đồng a computed amount is rounded. Interest on a balance, an annuity's instalment, \
                 a part of a period and a late charge are rounded half up; equal parts of principal, and of flat \
                 interest, are rounded down, and the last takes the rest.",
            ))
            .build()
            .into()
    }
}

impl ToSchema for RoundingUnit {}
