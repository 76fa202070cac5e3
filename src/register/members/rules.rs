//! The life of a membership.

use super::model::MemberState;

impl MemberState {
    /// Whether a membership may go from this state to another.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use MemberState as S;
        matches!(
            (self, next),
            (S::Applied, S::Active | S::Rejected)
                | (S::Active, S::Suspended)
                | (S::Suspended, S::Active)
                | (S::Active | S::Suspended, S::Left | S::Expelled | S::Transferred)
                | (S::Applied | S::Active | S::Suspended, S::Deceased)
        )
    }
    /// Whether the membership is over.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Rejected | Self::Left | Self::Expelled | Self::Deceased | Self::Transferred)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn what_has_ended_stays_ended() {
        for state in MemberState::iter().filter(|state| state.has_ended()) {
            assert!(MemberState::iter().all(|next| !state.may_become(next)), "{state:?}");
        }
    }

    #[test]
    fn every_state_but_the_first_can_be_reached() {
        for state in MemberState::iter().filter(|state| *state != MemberState::Applied) {
            assert!(MemberState::iter().any(|before| before.may_become(state)), "{state:?}");
        }
    }
}
