//! The rules by which a club keeps its money besides lending, as its regulation says them: fines, interest on savings,
//! the shares of the surplus, and savings cycles.

use crate::platform::error::FieldCode;
use crate::platform::fields::Line;
use crate::platform::money::Amount;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use strum::{EnumString, IntoStaticStr};
use utoipa::ToSchema;
use validator::{Validate, ValidationError, ValidationErrors};

/// The most that savings may earn a year, in parts per million: what the law lets a loan cost (Civil Code 2015, art. 468).
const MOST_SAVINGS_PPM: u32 = 200_000;
/// The most kinds of fines in one regulation.
const MOST_FINES: usize = 50;

/// The rules by which a club keeps its money besides lending (quy định thu, chi, phân phối). What is left out the club
/// does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "fines": [{ "name": "Đi họp muộn", "amount_vnd": 5_000 }], "savings_rate_ppm": 36_000,
    "surplus": { "operating_percent": 50, "reserve_percent": 10, "capital_percent": 30 },
    "cycle": { "share_price_vnd": 20_000, "months": 12, "dividend": "shares", "carried_over_percent": 5 }
}))]
pub struct BookRules {
    /// Fines (mức phạt), each by its own name; at most 50. A fine that is not among them is refused.
    #[serde(default)]
    pub fines: Vec<FineRule>,
    /// Rate of interest on savings (lãi suất tiết kiệm), in parts per million a year of 365 days; at most 200,000 (20 %).
    #[serde(default)]
    #[schema(example = 36_000, maximum = 200_000)]
    pub savings_rate_ppm: Option<u32>,
    /// Shares of the income fund's surplus at the end of a year (phân phối kết quả cuối năm).
    #[serde(default)]
    pub surplus: SurplusShares,
    /// Savings cycles that end in a share-out (chu kỳ tiết kiệm, chia cuối kỳ).
    #[serde(default)]
    pub cycle: Option<CycleRules>,
}

/// A fine (mức phạt).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FineRule {
    /// Name of what is fined (hành vi vi phạm): an entry names it.
    #[schema(value_type = String, example = "Đi họp muộn")]
    pub name: Line<100>,
    /// Amount of one such fine, whole đồng.
    pub amount_vnd: Amount,
}

/// Where the surplus of a year goes, in percent; together at most 100. Each share is rounded down to the đồng, and what is
/// left stays as surplus of the income fund that is not distributed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurplusShares {
    /// Share of the operating fund (trích quỹ hoạt động), in percent.
    #[serde(default)]
    #[schema(maximum = 100)]
    pub operating_percent: u8,
    /// Share of the reserve (trích quỹ dự phòng), in percent.
    #[serde(default)]
    #[schema(maximum = 100)]
    pub reserve_percent: u8,
    /// Share of the income fund's own capital (bổ sung vốn), in percent.
    #[serde(default)]
    #[schema(maximum = 100)]
    pub capital_percent: u8,
}

/// By what a dividend is divided among the members.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DividendBasis {
    /// By shares (theo cổ phần).
    #[default]
    Shares,
    /// By savings at the end of the cycle (theo số dư tiết kiệm).
    Savings,
    /// By the đồng of both together.
    SharesAndSavings,
}

/// How a savings cycle runs and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CycleRules {
    /// Price of a share (giá một cổ phần), whole đồng; the same through the whole cycle.
    pub share_price_vnd: Amount,
    /// Length of a cycle in months: 1 to 36, 12 unless told.
    #[serde(default = "twelve")]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// By what the dividend is divided.
    #[serde(default)]
    pub dividend: DividendBasis,
    /// Whether savings are paid out at the end too; they are unless told.
    #[serde(default = "yes")]
    pub savings_paid_out: bool,
    /// Part of the surplus that stays for the next cycle (để lại kỳ sau), in percent, rounded down to the đồng.
    #[serde(default)]
    #[schema(maximum = 100)]
    pub carried_over_percent: u8,
}

const fn twelve() -> u8 {
    12
}
const fn yes() -> bool {
    true
}

impl BookRules {
    /// The rule for a fine of a name.
    #[must_use]
    pub fn fine(&self, name: &str) -> Option<&FineRule> {
        self.fines.iter().find(|rule| &*rule.name == name)
    }
}

/// By hand, because most of the rules compare fields.
impl Validate for BookRules {
    fn validate(&self) -> Result<(), ValidationErrors> {
        use FieldCode as C;
        let names: HashSet<&str> = self.fines.iter().map(|rule| &*rule.name).collect();
        let SurplusShares { operating_percent, reserve_percent, capital_percent } = self.surplus;
        let shared = u16::from(operating_percent) + u16::from(reserve_percent) + u16::from(capital_percent);
        let cycle = self
            .cycle
            .is_some_and(|cycle| !(1..=36).contains(&cycle.months) || cycle.carried_over_percent > 100);
        let wrong = [
            (self.fines.len() > MOST_FINES, "fines", C::Length),
            (names.len() < self.fines.len(), "fines", C::Repeated),
            (
                self.savings_rate_ppm.is_some_and(|ppm| !(1..=MOST_SAVINGS_PPM).contains(&ppm)),
                "savings_rate_ppm",
                C::Range,
            ),
            (shared > 100, "surplus", C::Range),
            (cycle, "cycle", C::Range),
        ];
        let mut errors = ValidationErrors::new();
        for (_, field, code) in wrong.into_iter().filter(|(wrong, ..)| *wrong) {
            errors.add(field, ValidationError::new(code.into()));
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rules(value: serde_json::Value) -> BookRules {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_regulation_without_rules_has_no_fines_no_rate_no_shares_and_no_cycle() {
        let none = rules(json!({}));
        assert_eq!(none, BookRules::default());
        assert!(none.validate().is_ok());
        assert_eq!(none.fine("Đi họp muộn"), None);
    }

    #[test]
    fn every_fault_is_named_at_its_field() {
        let late = json!({ "name": "Đi họp muộn", "amount_vnd": 5_000 });
        let wrong = rules(json!({
            "fines": [late, late], "savings_rate_ppm": 200_001,
            "surplus": { "operating_percent": 60, "reserve_percent": 40, "capital_percent": 1 },
            "cycle": { "share_price_vnd": 20_000, "months": 37 },
        }));
        let errors = wrong.validate().unwrap_err();
        let mut fields: Vec<String> = errors.errors().keys().map(ToString::to_string).collect();
        fields.sort();
        assert_eq!(fields, ["cycle", "fines", "savings_rate_ppm", "surplus"]);
    }

    #[test]
    fn a_cycle_takes_the_defaults() {
        let cycle = rules(json!({ "cycle": { "share_price_vnd": 20_000 } })).cycle.unwrap();
        assert_eq!((cycle.months, cycle.dividend, cycle.savings_paid_out), (12, DividendBasis::Shares, true));
    }
}
