//! The life of a referral.

use super::model::{Referral, ReferralAnswer, ReferralAnswerState, ReferralState};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::{Error, Result};
use chrono::NaiveDate;

impl ReferralState {
    /// Whether a referral may go from this state to another.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use ReferralState as S;
        matches!(
            (self, next),
            (S::Sent, S::Accepted) | (S::Sent | S::Accepted, S::Seen | S::Declined | S::Withdrawn)
        )
    }
}

/// Whether a step may be taken; says from which day on.
///
/// # Errors
/// 409 where the state does not allow it, 422 for a day that does not fit.
pub fn step(referral: &Referral, to: ReferralState, on: Day, today: NaiveDate) -> Result<NaiveDate> {
    let on = on.not_after(today, "/on")?;
    if !referral.state.may_become(to) {
        return Err(Error::from(Code::ReferralStateRefuses).with("state", referral.state));
    }
    if on < referral.state_since {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    Ok(on)
}

/// Whether an answer says no more than its state allows: an appointment is given with an acceptance, a result by
/// whoever has seen her.
///
/// # Errors
/// 422 by field.
pub fn complete(answer: &ReferralAnswer) -> Result<()> {
    match (answer.appointment_on, &answer.result) {
        (Some(_), _) if answer.state != ReferralAnswerState::Accepted => {
            Err(Error::field("/appointment_on", FieldCode::NotHere))
        }
        (_, Some(_)) if answer.state != ReferralAnswerState::Seen => {
            Err(Error::field("/result", FieldCode::NotHere))
        }
        (Some(day), _) if day < answer.on => Err(Error::field("/appointment_on", FieldCode::DateOrder)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn what_was_seen_declined_or_withdrawn_stays_so() {
        for last in [ReferralState::Seen, ReferralState::Declined, ReferralState::Withdrawn] {
            assert!(ReferralState::iter().all(|next| !last.may_become(next)), "{last:?}");
        }
        assert!(ReferralState::iter().all(|state| !state.may_become(ReferralState::Sent)));
    }
}
