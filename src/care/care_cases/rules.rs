//! The life of a case of care.

use super::model::{CareCase, CareState, CareTransition, NewCareCase};
use crate::platform::error::{Code, FieldCode};
use crate::{Error, Result};
use chrono::NaiveDate;

impl CareState {
    /// Whether a case may go from this state to another.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use CareState as S;
        matches!(
            (self, next),
            (S::Proposed | S::Paused, S::Active)
                | (S::Active, S::Paused)
                | (S::Proposed | S::Active | S::Paused, S::Closed)
        )
    }
}

/// That the state of a case does not allow something.
#[must_use]
pub fn refused(case: &CareCase) -> Error {
    Error::from(Code::CareStateRefuses).with("state", case.state).with("started_on", case.started_on)
}

/// Whether a step may be taken; says from which day on.
///
/// # Errors
/// 409 where the state does not allow it, 422 for a day or a reason that does not fit.
pub fn step(case: &CareCase, transition: &CareTransition, today: NaiveDate) -> Result<NaiveDate> {
    let on = transition.on.not_after(today, "/on")?;
    if !case.state.may_become(transition.to) {
        return Err(refused(case));
    }
    if on < case.state_since
        || (transition.to != CareState::Active && case.last_visit_on.is_some_and(|last| on < last))
    {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    match (transition.to == CareState::Closed, transition.close_reason) {
        (true, None) => Err(Error::field("/close_reason", FieldCode::Required)),
        (false, Some(_)) => Err(Error::field("/close_reason", FieldCode::NotHere)),
        _ => Ok(on),
    }
}

/// Whether a case is of a member or of somebody else, and not both, nor neither.
///
/// # Errors
/// 422 by field.
pub fn of_one(new: &NewCareCase) -> Result<()> {
    match (new.member_id, &new.resident, &new.consent) {
        (None, None, _) => Err(Error::field("/member_id", FieldCode::Required)),
        (Some(_), Some(_), _) => Err(Error::field("/resident", FieldCode::NotHere)),
        (Some(_), None, Some(_)) => Err(Error::field("/consent", FieldCode::NotHere)),
        (None, Some(_), None) => Err(Error::field("/consent", FieldCode::Required)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn what_is_closed_stays_closed_and_nothing_is_proposed_again() {
        for state in CareState::iter() {
            assert!(
                !CareState::Closed.may_become(state) && !state.may_become(CareState::Proposed),
                "{state:?}"
            );
            assert!(!state.may_become(state), "{state:?}");
        }
    }

    #[test]
    fn every_state_but_the_first_can_be_reached() {
        for state in CareState::iter().filter(|state| *state != CareState::Proposed) {
            assert!(CareState::iter().any(|before| before.may_become(state)), "{state:?}");
        }
        assert!(!CareState::Proposed.may_become(CareState::Paused));
    }
}
