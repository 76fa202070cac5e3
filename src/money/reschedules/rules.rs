//! What more time a loan may be granted.

use super::model::NewReschedule;
use crate::lending::schedule::{Remaining, Replan, replan};
use crate::lending::{LendingRules, LoanContract, RepaymentSchedule};
use crate::money::loans;
use crate::money::loans::model::LoanFile;
use crate::platform::error::{Code, FieldCode};
use crate::platform::money::Amount;
use crate::{Error, Result};
use chrono::NaiveDate;

/// When something was last recorded that a new schedule builds on.
#[must_use]
pub fn last_event(file: &LoanFile) -> Option<NaiveDate> {
    let versions = file.versions.iter().map(|version| version.effective_on);
    versions.chain(file.payments.iter().map(|payment| payment.paid_on)).max()
}

/// The new schedule of what is owed: by the rules of the contract, as they were when it was made.
///
/// # Errors
/// 422 for neither or both of a term and due dates; 409 for what the rules do not allow.
pub fn grant(
    contract: &LoanContract,
    left: &Remaining,
    new: &NewReschedule,
    on: NaiveDate,
) -> Result<RepaymentSchedule> {
    let owed = Amount::new(left.outstanding_vnd.get()).map_err(|_| Code::LoanStateRefuses)?;
    let dates = loans::rules::dates(new.due_dates.as_deref());
    let how = match (new.months, &dates) {
        (None, None) => return Err(Error::field("/months", FieldCode::Required)),
        (Some(_), Some(_)) => return Err(Error::field("/due_dates", FieldCode::NotHere)),
        (Some(term_months), None) => {
            Replan::NewTerm { term_months, grace_principal_months: new.grace_months }
        }
        (None, Some(dates)) => Replan::NewDates { due_dates: dates.clone() },
    };
    let term = new.months.unwrap_or(contract.rules.max_term_months);
    // a rest may well be less than the smallest loan
    let rules = LendingRules { min_principal_vnd: None, ..contract.rules.clone() };
    loans::rules::agree(&rules, owed, term, new.grace_months, dates, on)?;
    Ok(replan(contract, left, &how))
}
