//! What was agreed for one loan (hợp đồng vay), frozen: a later regulation does not touch it.

use super::exact::{Year, days, days_of_360, months_after};
use super::rules::{DayCount, InterestMethod, LendingRules, RoundingUnit, TERM_CAP_MONTHS};
use crate::platform::money::{Amount, Vnd};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A loan's contract: its principal, its term and a frozen copy of the rules under which it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoanContract {
    /// The principal (tiền gốc) in đồng.
    pub principal_vnd: Vnd,
    /// The term (thời hạn vay) in months.
    #[schema(example = 12, minimum = 1, maximum = 36)]
    pub term_months: u8,
    /// Number of months for which principal rests while interest is paid (ân hạn gốc).
    #[serde(default)]
    #[schema(example = 0)]
    pub grace_principal_months: u8,
    /// Due dates after harvests (trả theo mùa vụ), if they are not every month.
    #[serde(default)]
    pub due_dates: Option<Vec<NaiveDate>>,
    /// The rules, as they were on the day of the contract.
    pub rules: LendingRules,
}

/// Why the rules do not allow such a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The regulation allows less.
    AbovePrincipalLimit {
        /// The largest principal, in đồng.
        limit_vnd: Vnd,
    },
    /// The regulation asks for more.
    BelowPrincipalMinimum {
        /// The smallest principal, in đồng.
        limit_vnd: Vnd,
    },
    /// A term has at least a month.
    NoTerm,
    /// The regulation allows fewer months.
    TermTooLong {
        /// The longest term, in months.
        limit_months: u8,
    },
    /// The regulation, or the term, allows principal to rest for fewer months.
    GraceTooLong {
        /// The longest grace, in months.
        limit_months: u8,
    },
    /// Seasonal due dates: 1 to 36 of them, each after the one before.
    DueDatesDisorderly,
    /// Equal instalments of principal and interest need equal periods.
    DueDatesUnfitForMethod,
    /// A seasonal due date is not after the disbursement.
    DueDateBeforeDisbursement {
        /// The day of the disbursement.
        disbursed_on: NaiveDate,
    },
    /// A seasonal due date lies after the term's end.
    DueDateAfterTerm {
        /// The term's last day.
        ends_on: NaiveDate,
    },
}

impl LoanContract {
    /// A contract under these rules. `due_dates` replaces the monthly anniversaries by days after harvests.
    ///
    /// # Errors
    /// What the rules do not allow, with their limit.
    pub fn new(
        rules: &LendingRules,
        principal: Amount,
        term_months: u8,
        grace_principal_months: u8,
        due_dates: Option<Vec<NaiveDate>>,
    ) -> Result<Self, Refusal> {
        if principal > rules.max_principal_vnd {
            return Err(Refusal::AbovePrincipalLimit { limit_vnd: rules.max_principal_vnd.vnd() });
        }
        if let Some(least) = rules.min_principal_vnd.filter(|least| principal < *least) {
            return Err(Refusal::BelowPrincipalMinimum { limit_vnd: least.vnd() });
        }
        if term_months == 0 {
            return Err(Refusal::NoTerm);
        }
        if term_months > rules.max_term_months.min(TERM_CAP_MONTHS) {
            return Err(Refusal::TermTooLong { limit_months: rules.max_term_months.min(TERM_CAP_MONTHS) });
        }
        let rest = rules.grace_principal_months.min(term_months - 1);
        let rest = if due_dates.is_some() { 0 } else { rest };
        if grace_principal_months > rest {
            return Err(Refusal::GraceTooLong { limit_months: rest });
        }
        if let Some(dates) = &due_dates {
            orderly(dates)?;
            if rules.interest_method == InterestMethod::Annuity {
                return Err(Refusal::DueDatesUnfitForMethod);
            }
        }
        let principal_vnd = principal.vnd();
        Ok(Self { principal_vnd, term_months, grace_principal_months, due_dates, rules: rules.clone() })
    }

    /// Whether the loan may be paid out on this day: seasonal due dates lie after it and within the term.
    ///
    /// # Errors
    /// Which due date does not, with its limit.
    pub fn may_start(&self, disbursed_on: NaiveDate) -> Result<(), Refusal> {
        let ends_on = months_after(disbursed_on, u32::from(self.term_months));
        let dates = self.due_dates.as_deref().unwrap_or_default();
        if dates.first().is_some_and(|first| *first <= disbursed_on) {
            return Err(Refusal::DueDateBeforeDisbursement { disbursed_on });
        }
        if dates.last().is_some_and(|last| *last > ends_on) {
            return Err(Refusal::DueDateAfterTerm { ends_on });
        }
        Ok(())
    }

    pub(super) const fn unit(&self) -> RoundingUnit {
        self.rules.rounding_unit_vnd
    }

    /// How time is counted: between harvests there are no equal periods, so days are.
    #[must_use]
    pub fn day_count(&self) -> DayCount {
        match (self.rules.day_count, &self.due_dates) {
            (DayCount::PerPeriod, Some(_)) => DayCount::Actual365,
            (counted, _) => counted,
        }
    }

    /// Days from one to another, as part of a year.
    pub(super) fn days_of_year(&self, from: NaiveDate, to: NaiveDate) -> Year {
        match self.rules.day_count {
            DayCount::Thirty360 => Year { part: days_of_360(from, to), whole: 360 },
            DayCount::PerPeriod | DayCount::Actual365 => Year { part: days(from, to), whole: 365 },
        }
    }

    /// How a schedule counts time: by `counts_days`, where its dates are no equal periods, days instead of months.
    pub(super) fn counted(&self, counts_days: bool) -> DayCount {
        match self.day_count() {
            DayCount::PerPeriod if counts_days => DayCount::Actual365,
            counted => counted,
        }
    }

    /// A period of `months`, as part of a year.
    pub(super) fn period_of_year(
        &self,
        counted: DayCount,
        from: NaiveDate,
        to: NaiveDate,
        months: i64,
    ) -> Year {
        match counted {
            DayCount::PerPeriod => Year { part: months, whole: 12 },
            DayCount::Thirty360 | DayCount::Actual365 => self.days_of_year(from, to),
        }
    }
}

/// # Errors
/// When there is none, there are too many, or one is not after that before it.
pub(super) fn orderly(dates: &[NaiveDate]) -> Result<(), Refusal> {
    let many = (1..=usize::from(TERM_CAP_MONTHS)).contains(&dates.len());
    if many && dates.iter().is_sorted_by(|one, next| one < next) {
        Ok(())
    } else {
        Err(Refusal::DueDatesDisorderly)
    }
}

/// How many days of how many of a period have gone by on a day. Where every month is a twelfth of a year, a day is a
/// thirtieth of a month.
pub(super) fn part_of_period(counted: DayCount, from: NaiveDate, on: NaiveDate, to: NaiveDate) -> (i64, i64) {
    match counted {
        DayCount::PerPeriod | DayCount::Thirty360 => (days_of_360(from, on), days_of_360(from, to)),
        DayCount::Actual365 => (days(from, on), days(from, to)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{day, rules};
    use super::*;

    fn ask(dong: i64, term: u8, grace: u8, dates: Option<&[&str]>) -> Result<LoanContract, Refusal> {
        let rules = LendingRules {
            min_principal_vnd: Some(Amount::new(1_000_000).unwrap()),
            max_principal_vnd: Amount::new(10_000_000).unwrap(),
            grace_principal_months: 3,
            max_term_months: 12,
            ..rules(InterestMethod::Flat, 7_000)
        };
        let dates = dates.map(|dates| dates.iter().map(|date| day(date)).collect());
        LoanContract::new(&rules, Amount::new(dong).unwrap(), term, grace, dates)
    }

    #[test]
    fn the_rules_limit_a_contract_and_name_their_limit() {
        assert!(ask(10_000_000, 12, 3, None).is_ok());
        let limit_vnd = Vnd::new(10_000_000);
        assert_eq!(ask(10_000_001, 12, 0, None), Err(Refusal::AbovePrincipalLimit { limit_vnd }));
        let limit_vnd = Vnd::new(1_000_000);
        assert_eq!(ask(999_999, 12, 0, None), Err(Refusal::BelowPrincipalMinimum { limit_vnd }));
        assert_eq!(ask(1_000_000, 13, 0, None), Err(Refusal::TermTooLong { limit_months: 12 }));
        assert_eq!(ask(1_000_000, 0, 0, None), Err(Refusal::NoTerm));
        assert_eq!(ask(1_000_000, 12, 4, None), Err(Refusal::GraceTooLong { limit_months: 3 }));
        assert_eq!(ask(1_000_000, 2, 2, None), Err(Refusal::GraceTooLong { limit_months: 1 }));
    }

    #[test]
    fn harvests_follow_each_other_within_the_term() {
        assert_eq!(ask(1_000_000, 12, 0, Some(&[])), Err(Refusal::DueDatesDisorderly));
        let twice = ["2026-06-15", "2026-06-15"];
        assert_eq!(ask(1_000_000, 12, 0, Some(&twice)), Err(Refusal::DueDatesDisorderly));
        let loan = ask(1_000_000, 12, 0, Some(&["2026-06-15", "2026-11-15"])).unwrap();
        assert_eq!(loan.may_start(day("2026-01-10")), Ok(()));
        assert_eq!(loan.day_count(), DayCount::Actual365);
        let disbursed_on = day("2026-06-15");
        assert_eq!(loan.may_start(disbursed_on), Err(Refusal::DueDateBeforeDisbursement { disbursed_on }));
        let ends_on = day("2026-11-14");
        assert_eq!(loan.may_start(day("2025-11-14")), Err(Refusal::DueDateAfterTerm { ends_on }));
    }
}
