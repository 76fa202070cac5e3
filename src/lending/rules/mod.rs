//! What the lending part of a club's regulation (quy chế vay vốn) may say, and what the law and the
//! programme forbid it to say.

use crate::platform::error::FieldCode;
use crate::platform::money::{Amount, Vnd};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError, ValidationErrors};

mod fraction;
mod interest;
mod late_charge;
mod prepayment;

pub use fraction::VoteFraction;
pub use interest::{BulletInterest, DayCount, InterestMethod, RatePeriod, RoundingUnit};
pub use late_charge::LateCharge;
pub use prepayment::{EarlyRepayment, PartialPrepayment};

/// The highest yearly rate that may be agreed, in parts per million: 20 % (Civil Code 2015, art. 468(1)).
pub const LEGAL_YEARLY_CAP_PPM: u32 = 200_000;

/// The yearly rate where none was agreed, in parts per million: 10 % (art. 468(2)); also what an overdue
/// interest-free loan costs (art. 466(4)).
pub const STATUTORY_YEARLY_PPM: u32 = 100_000;

/// The highest principal of one loan, in đồng: 50 million (QĐ 20/2017/QĐ-TTg).
pub const PRINCIPAL_CAP_VND: i64 = 50_000_000;

/// The longest term, in months.
pub const TERM_CAP_MONTHS: u8 = 36;

/// What a club's regulation says about loans from its fund (quy chế vay vốn). Rates are in parts per million of
/// the rate's period: 0.70 % a month is 7,000.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "min_principal_vnd": 1_000_000,
    "max_principal_vnd": 10_000_000,
    "max_term_months": 12,
    "rate_ppm": 7_000,
    "rate_period": "month",
    "interest_method": "declining_equal_principal",
    "rounding_unit_vnd": 1_000,
    "late_charge": { "kind": "penalty_rate" },
    "guarantors_min": 1
}))]
pub struct LendingRules {
    /// The smallest loan (mức vay tối thiểu).
    #[serde(default)]
    pub min_principal_vnd: Option<Amount>,
    /// The largest loan (mức vay tối đa), at most 50 million.
    pub max_principal_vnd: Amount,
    /// Number of loans that a member may have at one time: 1 to 5, 1 unless told.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 5)]
    pub max_open_loans_per_member: u8,
    /// Number of loans that the members of one household may have at one time: 1 to 10, 2 unless told.
    #[serde(default = "two")]
    #[schema(minimum = 1, maximum = 10)]
    pub max_open_loans_per_household: u8,
    /// The longest term (thời hạn vay) in months.
    #[serde(default = "twelve")]
    #[schema(minimum = 1, maximum = 36)]
    pub max_term_months: u8,
    /// Number of months at most for which principal may rest while interest is paid (ân hạn gốc).
    #[serde(default)]
    #[schema(maximum = 35)]
    pub grace_principal_months: u8,
    /// The rate (lãi suất), in parts per million of its period; at most 20 % a year.
    #[schema(example = 7_000, maximum = 200_000)]
    pub rate_ppm: u32,
    /// Period to which the rate applies.
    #[serde(default)]
    pub rate_period: RatePeriod,
    /// Method by which interest is computed.
    pub interest_method: InterestMethod,
    /// Time at which the interest of a bullet loan is paid; with each period unless told.
    #[serde(default)]
    pub bullet_interest: BulletInterest,
    /// Day-count convention of interest.
    #[serde(default)]
    pub day_count: DayCount,
    /// Unit in đồng to which instalments and interest are rounded, half up.
    #[serde(default)]
    pub rounding_unit_vnd: RoundingUnit,
    /// Late charge (tiền phạt chậm trả); none unless told.
    #[serde(default)]
    pub late_charge: LateCharge,
    /// Number of days late that cost nothing yet; 5 unless told. After them the charge counts from the due date on.
    #[serde(default = "five")]
    #[schema(maximum = 60)]
    pub late_grace_days: u8,
    /// Rule by which interest is owed at an early end (trả nợ trước hạn).
    #[serde(default)]
    pub early_repayment: EarlyRepayment,
    /// Effect of a partial prepayment on the schedule (trả trước một phần).
    #[serde(default)]
    pub partial_prepayment: PartialPrepayment,
    /// Number of times that a loan may be rescheduled (gia hạn nợ, điều chỉnh kỳ hạn): 0 to 2, 2 unless told.
    #[serde(default = "two")]
    #[schema(maximum = 2)]
    pub max_reschedules: u8,
    /// Number of guarantors (người bảo lãnh) that a loan needs: 0 to 10, 0 unless told.
    #[serde(default)]
    #[schema(maximum = 10)]
    pub guarantors_min: u8,
    /// Part of those entitled that must be present to decide: at least half, two thirds unless told.
    #[serde(default = "two_thirds")]
    pub quorum: VoteFraction,
    /// Whether the chair (chủ nhiệm) must be among those in favour.
    #[serde(default = "yes")]
    pub chair_must_vote: bool,
    /// Number of days for which an approval holds: 1 to 365, 30 unless told.
    #[serde(default = "thirty")]
    #[schema(minimum = 1, maximum = 365)]
    pub approval_valid_days: u16,
    /// Part of the interest that goes to the operating fund (quỹ hoạt động), in percent; 100 unless told.
    #[serde(default = "hundred")]
    #[schema(maximum = 100)]
    pub interest_to_operating_percent: u8,
    /// Money that the income fund keeps back when it lends, in percent of what members have saved in it; 0 unless
    /// told.
    #[serde(default)]
    #[schema(maximum = 100)]
    pub savings_reserve_percent: u8,
}

const fn one() -> u8 {
    1
}

const fn two() -> u8 {
    2
}

const fn five() -> u8 {
    5
}

const fn twelve() -> u8 {
    12
}

const fn thirty() -> u16 {
    30
}

const fn hundred() -> u8 {
    100
}

const fn yes() -> bool {
    true
}

const fn two_thirds() -> VoteFraction {
    VoteFraction::TWO_THIRDS
}

impl LendingRules {
    /// The agreed yearly rate (lãi suất danh nghĩa theo năm) in parts per million: what the law's cap is
    /// compared with.
    #[must_use]
    pub const fn yearly_ppm(&self) -> u32 {
        match self.rate_period {
            RatePeriod::Month => self.rate_ppm.saturating_mul(12),
            RatePeriod::Year => self.rate_ppm,
        }
    }
    /// The yearly rate on overdue principal, in half parts per million: 150 % of the agreed one, or 10 % of a
    /// loan without interest.
    pub(super) fn penalty_half_ppm(&self) -> i128 {
        match self.yearly_ppm() {
            0 => 2 * i128::from(STATUTORY_YEARLY_PPM),
            agreed => 3 * i128::from(agreed),
        }
    }
    /// Whether the law, the programme and reason allow such rules.
    ///
    /// # Errors
    /// 422 by field: `rate_above_legal_cap`, `rate_contradicts_method`, `above_programme_cap`, `range`, `choice`.
    pub fn check(&self) -> crate::Result<()> {
        Ok(self.validate()?)
    }
}

/// By hand, because most of the rules compare fields.
impl Validate for LendingRules {
    fn validate(&self) -> Result<(), ValidationErrors> {
        use FieldCode as C;
        let free = self.interest_method == InterestMethod::InterestFree;
        let flat = self.interest_method == InterestMethod::Flat;
        let costly =
            matches!(self.early_repayment, EarlyRepayment::FullInterest | EarlyRepayment::RuleOfMonths);
        let VoteFraction { numerator, denominator } = self.quorum;
        let proper = numerator <= denominator
            && VoteFraction { numerator: 1, denominator: 2 }
                .reached(usize::from(numerator), usize::from(denominator));
        let daily = match self.late_charge {
            LateCharge::PerDay { rate_ppm } => (1..=10_000).contains(&rate_ppm),
            LateCharge::Flat { amount_vnd } => amount_vnd <= self.max_principal_vnd,
            LateCharge::None | LateCharge::PenaltyRate => true,
        };
        let wrong = [
            (
                self.max_principal_vnd.vnd() > Vnd::new(PRINCIPAL_CAP_VND),
                "max_principal_vnd",
                C::AboveProgrammeCap,
            ),
            (self.min_principal_vnd > Some(self.max_principal_vnd), "min_principal_vnd", C::Range),
            (!(1..=5).contains(&self.max_open_loans_per_member), "max_open_loans_per_member", C::Range),
            (
                !(1..=10).contains(&self.max_open_loans_per_household),
                "max_open_loans_per_household",
                C::Range,
            ),
            (!(1..=TERM_CAP_MONTHS).contains(&self.max_term_months), "max_term_months", C::Range),
            (self.grace_principal_months >= self.max_term_months.max(1), "grace_principal_months", C::Range),
            (self.yearly_ppm() > LEGAL_YEARLY_CAP_PPM, "rate_ppm", C::RateAboveLegalCap),
            (free != (self.rate_ppm == 0), "rate_ppm", C::RateContradictsMethod),
            (!daily, "late_charge", C::Range),
            (self.late_grace_days > 60, "late_grace_days", C::Range),
            (costly && !flat, "early_repayment", C::Choice),
            (self.max_reschedules > 2, "max_reschedules", C::Range),
            (self.guarantors_min > 10, "guarantors_min", C::Range),
            (!proper, "quorum", C::Range),
            (!(1..=365).contains(&self.approval_valid_days), "approval_valid_days", C::Range),
            (self.interest_to_operating_percent > 100, "interest_to_operating_percent", C::Range),
            (self.savings_reserve_percent > 100, "savings_reserve_percent", C::Range),
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
    use super::super::tests::rules;
    use super::*;
    use serde_json::json;
    use utoipa::PartialSchema;

    fn faults(rules: &LendingRules) -> Vec<(String, FieldCode)> {
        let Err(error) = rules.check() else { return vec![] };
        error.fields().iter().map(|field| (field.pointer.clone(), field.code)).collect()
    }

    #[test]
    fn the_example_is_lawful_and_takes_the_defaults() {
        let schema = serde_json::to_value(LendingRules::schema()).unwrap();
        let mut example = schema["example"].clone();
        assert_eq!(example["max_principal_vnd"], 10_000_000);
        example["rounding_unit_vnd"] = json!(500);
        let rules: LendingRules = serde_json::from_value(example).unwrap();
        assert_eq!(faults(&rules), []);
        assert_eq!((rules.max_term_months, rules.late_grace_days, rules.max_reschedules), (12, 5, 2));
        assert_eq!((rules.quorum, rules.interest_to_operating_percent), (VoteFraction::TWO_THIRDS, 100));
        assert_eq!((rules.max_open_loans_per_member, rules.max_open_loans_per_household), (1, 2));
        assert_eq!(rules.rounding_unit_vnd, RoundingUnit::FiveHundred);
        let again: LendingRules = serde_json::from_value(serde_json::to_value(&rules).unwrap()).unwrap();
        assert_eq!(again, rules);
    }

    #[test]
    fn what_a_regulation_does_not_know_is_refused() {
        let with = |name: &str, value: serde_json::Value| {
            let mut rules = serde_json::to_value(rules(InterestMethod::Flat, 7_000)).unwrap();
            rules[name] = value;
            serde_json::from_value::<LendingRules>(rules).unwrap_err().to_string()
        };
        assert!(with("rounding_unit_vnd", json!(250)).starts_with("choice"));
        assert!(with("deposit", json!(1)).starts_with("unknown field"));
        assert!(with("rate_ppm", json!(0.7)).contains("floating point"));
        assert!(with("late_charge", json!({ "kind": "none", "rate_ppm": 1 })).starts_with("unknown_field"));
        assert!(with("late_charge", json!({ "kind": "flat" })).starts_with("required"));
        assert!(with("late_charge", json!({ "kind": "none", "of": 1 })).starts_with("unknown field"));
    }

    #[test]
    fn the_legal_cap_is_compared_exactly() {
        let code = |rate_ppm, rate_period| {
            faults(&LendingRules { rate_period, ..rules(InterestMethod::Flat, rate_ppm) })
        };
        let above = [("/rate_ppm".to_owned(), FieldCode::RateAboveLegalCap)];
        assert_eq!(code(16_700, RatePeriod::Month), above);
        assert_eq!(code(16_667, RatePeriod::Month), above);
        assert_eq!(code(16_666, RatePeriod::Month), []);
        assert_eq!(code(200_000, RatePeriod::Year), []);
        assert_eq!(code(200_001, RatePeriod::Year), above);
        assert_eq!(code(u32::MAX, RatePeriod::Month), above);
    }

    #[test]
    fn a_rate_goes_with_its_method() {
        let contradiction = [("/rate_ppm".to_owned(), FieldCode::RateContradictsMethod)];
        assert_eq!(faults(&rules(InterestMethod::InterestFree, 1)), contradiction);
        assert_eq!(faults(&rules(InterestMethod::Annuity, 0)), contradiction);
        assert_eq!(faults(&rules(InterestMethod::InterestFree, 0)), []);
    }

    #[test]
    fn the_programme_caps_the_principal() {
        let of = |dong| LendingRules {
            max_principal_vnd: Amount::new(dong).unwrap(),
            ..rules(InterestMethod::Flat, 7_000)
        };
        assert_eq!(faults(&of(50_000_000)), []);
        let above = [("/max_principal_vnd".to_owned(), FieldCode::AboveProgrammeCap)];
        assert_eq!(faults(&of(50_000_001)), above);
    }

    #[test]
    fn every_fault_is_named_at_its_field() {
        let wrong = LendingRules {
            min_principal_vnd: Some(Amount::new(50_000_001).unwrap()),
            max_open_loans_per_member: 0,
            max_open_loans_per_household: 0,
            max_term_months: 37,
            grace_principal_months: 37,
            late_charge: LateCharge::PerDay { rate_ppm: 0 },
            late_grace_days: 61,
            early_repayment: EarlyRepayment::RuleOfMonths,
            max_reschedules: 3,
            guarantors_min: 11,
            quorum: VoteFraction { numerator: 1, denominator: 3 },
            approval_valid_days: 0,
            interest_to_operating_percent: 101,
            ..rules(InterestMethod::Annuity, 7_000)
        };
        let faults = faults(&wrong);
        assert_eq!(faults.len(), 13, "{faults:?}");
        assert!(faults.contains(&("/early_repayment".to_owned(), FieldCode::Choice)));
    }
}
