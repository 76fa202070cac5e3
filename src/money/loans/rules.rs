//! From state to state, and what a regulation's refusals are called.

use super::model::{CarriedOverLoan, Loan, LoanState, LoanTerms, LoanWarning};
use crate::lending::contract::Refusal;
use crate::lending::effective::{above_legal_cap, effective_yearly_ppm};
use crate::lending::schedule::plan;
use crate::lending::{LendingRules, LoanContract, RepaymentSchedule};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::money::Amount;
use crate::{Error, Result};
use chrono::{Days, Months, NaiveDate};

impl LoanState {
    /// Applications that wait for a decision.
    pub const WAITING: [Self; 2] = [Self::Submitted, Self::Screened];
    /// Those that count against the number of loans that a regulation allows.
    pub const OPEN: [Self; 2] = [Self::Approved, Self::Active];
    /// Those that a member can still withdraw from.
    pub const WITHDRAWABLE: [Self; 4] = [Self::Submitted, Self::Screened, Self::Approved, Self::Expired];
    /// Those whose money was handed out.
    pub const HANDED_OUT: [Self; 3] = [Self::Active, Self::Repaid, Self::WrittenOff];
}

/// A loan is in one of these states.
///
/// # Errors
/// 409 with the state that it is in.
pub fn in_one_of(loan: &Loan, states: &[LoanState]) -> Result<()> {
    if states.contains(&loan.state) {
        return Ok(());
    }
    Err(Error::from(Code::LoanStateRefuses).with("state", loan.state))
}

/// Through which day an approval holds.
#[must_use]
pub fn approval_valid_through(loan: &Loan) -> Option<NaiveDate> {
    let days = loan.contract.as_ref()?.rules.approval_valid_days;
    loan.decided_on?.checked_add_days(Days::new(u64::from(days)))
}

/// Whether the group may decide: on what was screened, and anew on an approval that has expired by then.
///
/// # Errors
/// 409 with the state that the loan is in.
pub fn may_be_decided(loan: &Loan, on: NaiveDate) -> Result<()> {
    let expired =
        loan.state == LoanState::Approved && approval_valid_through(loan).is_some_and(|last| last < on);
    if expired { Ok(()) } else { in_one_of(loan, &[LoanState::Screened, LoanState::Expired]) }
}

/// What a regulation's refusal is called.
#[must_use]
pub fn refused(refusal: Refusal) -> Error {
    let above = |fact, limit: serde_json::Value| Error::from(Code::LoanAboveLimit).with(fact, limit);
    match refusal {
        Refusal::AbovePrincipalLimit { limit_vnd } => above("max_principal_vnd", limit_vnd.get().into()),
        Refusal::BelowPrincipalMinimum { limit_vnd } => above("min_principal_vnd", limit_vnd.get().into()),
        Refusal::TermTooLong { limit_months } => above("max_term_months", limit_months.into()),
        Refusal::GraceTooLong { limit_months } => above("max_grace_months", limit_months.into()),
        Refusal::DueDateAfterTerm { ends_on } => above("ends_on", ends_on.to_string().into()),
        Refusal::NoTerm => Error::field("/months", FieldCode::Range),
        Refusal::DueDatesDisorderly | Refusal::DueDateBeforeDisbursement { .. } => {
            Error::field("/due_dates", FieldCode::DateOrder)
        }
        Refusal::DueDatesUnfitForMethod => Error::field("/due_dates", FieldCode::NotHere),
    }
}

/// A contract under these rules, and one that could begin on that day.
///
/// # Errors
/// What the rules do not allow.
pub fn agree(
    rules: &LendingRules,
    amount: Amount,
    months: u8,
    grace_months: u8,
    due_dates: Option<Vec<NaiveDate>>,
    on: NaiveDate,
) -> Result<LoanContract> {
    let contract = LoanContract::new(rules, amount, months, grace_months, due_dates).map_err(refused)?;
    contract.may_start(on).map_err(refused)?;
    Ok(contract)
}

/// Days as dates.
#[must_use]
pub fn dates(days: Option<&[Day]>) -> Option<Vec<NaiveDate>> {
    days.map(|days| days.iter().copied().map(Day::get).collect())
}

/// What a loan is and costs: `schedule` is the one that holds, `first` the one with which it began.
#[must_use]
pub fn terms(contract: &LoanContract, schedule: &RepaymentSchedule, first: &RepaymentSchedule) -> LoanTerms {
    let effective = effective_yearly_ppm(first, first.starts_on);
    let costly = above_legal_cap(effective);
    LoanTerms {
        principal_vnd: schedule.principal_vnd(),
        interest_vnd: schedule.interest_vnd(),
        total_vnd: schedule.total_vnd(),
        nominal_yearly_ppm: contract.rules.yearly_ppm(),
        effective_yearly_ppm: effective,
        warnings: costly.then_some(LoanWarning::EffectiveRateAboveLegalCap).into_iter().collect(),
        contract: contract.clone(),
        schedule: schedule.clone(),
    }
}

/// The contract and the schedule of a loan that has been running in the books of an older club. The month of the
/// next instalment began a month before it is due, whatever day the books change.
///
/// # Errors
/// What the rules do not allow; a next due date that is not within a month.
pub fn carried_over(
    rules: &LendingRules,
    new: &CarriedOverLoan,
    on: NaiveDate,
) -> Result<(LoanContract, RepaymentSchedule)> {
    // what is left of a loan may be less than the smallest loan
    let lenient = LendingRules { min_principal_vnd: None, ..rules.clone() };
    let mut contract =
        agree(&lenient, new.principal_vnd, new.months, 0, dates(new.due_dates.as_deref()), on)?;
    contract.rules = rules.clone();
    let Some(next) = new.next_due_on.map(Day::get) else {
        let schedule = plan(&contract, on);
        return Ok((contract, schedule));
    };
    let month = Months::new(1);
    if contract.due_dates.is_some() {
        return Err(Error::field("/next_due_on", FieldCode::NotHere));
    }
    if next <= on || on.checked_add_months(month).is_none_or(|latest| next > latest) {
        return Err(Error::field("/next_due_on", FieldCode::Range));
    }
    let mut schedule = plan(&contract, next.checked_sub_months(month).unwrap_or(on));
    // a 31 March comes a month after a 28 February, and stays one
    for (instalment, later) in schedule.instalments.iter_mut().zip(0..) {
        instalment.due_on = next.checked_add_months(Months::new(later)).unwrap_or(instalment.due_on);
    }
    Ok((contract, schedule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn rules() -> LendingRules {
        serde_json::from_value(json!({ "min_principal_vnd": 3_000_000, "max_principal_vnd": 10_000_000,
            "rate_ppm": 10_000, "interest_method": "flat", "max_term_months": 12 }))
        .unwrap()
    }
    fn running(next_due_on: &str) -> CarriedOverLoan {
        serde_json::from_value(json!({ "on": "2026-11-01", "disbursed_on": "2026-05-31",
            "principal_vnd": 1_200_000, "months": 4, "next_due_on": next_due_on, "purpose": "Gà" }))
        .unwrap()
    }

    #[test]
    fn a_running_loan_keeps_its_day_of_the_month_also_at_its_end() {
        let (contract, schedule) = carried_over(&rules(), &running("2026-11-30"), day("2026-11-01")).unwrap();
        let dues: Vec<String> = schedule.instalments.iter().map(|i| i.due_on.to_string()).collect();
        assert_eq!(dues, ["2026-11-30", "2026-12-30", "2027-01-30", "2027-02-28"]);
        assert_eq!(schedule.starts_on, day("2026-10-30"));
        assert_eq!((contract.rules, schedule.principal_vnd().get()), (rules(), 1_200_000));
        for wrong in ["2026-11-01", "2026-12-02"] {
            let wrong = carried_over(&rules(), &running(wrong), day("2026-11-01")).unwrap_err();
            assert_eq!(wrong.fields()[0].pointer, "/next_due_on");
        }
    }

    #[test]
    fn a_flat_rate_that_costs_more_than_the_law_allows_is_told_and_not_refused() {
        let amount = Amount::new(5_000_000).unwrap();
        let contract = agree(&rules(), amount, 12, 0, None, day("2026-11-01")).unwrap();
        let schedule = plan(&contract, day("2026-11-01"));
        let terms = terms(&contract, &schedule, &schedule);
        assert_eq!((terms.nominal_yearly_ppm, terms.total_vnd.get()), (120_000, 5_600_000));
        assert_eq!(terms.warnings, [LoanWarning::EffectiveRateAboveLegalCap]);
    }
}
