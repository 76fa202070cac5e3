//! The life of a club.

use super::model::{ClubStep, DossierWarning, Missing};
use crate::money::mergers::model::{MergerObstacle, MergerObstacleKind};
use crate::platform::error::Code;
use crate::platform::ids::PersonId;
use crate::register::boards::model::Position;
use crate::register::clubs::model::{Club, ClubState};
use crate::register::members::model::{MemberState, Membership};
use crate::{Error, Result};
use chrono::NaiveDate;
use std::collections::HashSet;
use strum::IntoEnumIterator;

/// So many listed members are the norm for a new club; fewer are a warning.
pub const LISTED_MEMBERS: i64 = 50;

/// The income-generation fund and the operating fund.
const FUNDS: i64 = 2;

impl ClubStep {
    /// Where the step leads from a state, if it can be taken there.
    #[must_use]
    pub const fn leads(self, from: ClubState) -> Option<ClubState> {
        use ClubState as S;
        match (self, from) {
            (Self::Dossier, S::Proposed) => Some(S::DossierSubmitted),
            (Self::Return, S::DossierSubmitted) => Some(S::Proposed),
            (Self::Establishment, S::DossierSubmitted) => Some(S::Established),
            (Self::Launch, S::Established) | (Self::Resumption, S::Suspended) => Some(S::Active),
            (Self::Suspension, S::Active) => Some(S::Suspended),
            (Self::Merger, S::Active | S::Suspended) => Some(S::Merged),
            // also of a proposal that came to nothing: its name and its people are free again
            (Self::Dissolution, from) if !from.has_ended() => Some(S::Dissolved),
            _ => None,
        }
    }

    /// The steps that can be taken from a state.
    #[must_use]
    pub fn allowed(from: ClubState) -> Vec<Self> {
        Self::iter().filter(|step| step.leads(from).is_some()).collect()
    }

    /// The state to which the step takes a club.
    ///
    /// # Errors
    /// 409 with the state and the steps that can be taken instead.
    pub fn take(self, from: ClubState) -> Result<ClubState> {
        self.leads(from).ok_or_else(|| refused(from))
    }
}

/// The club's state does not allow this: which it is, and the steps that can be taken from it.
#[must_use]
pub fn refused(from: ClubState) -> Error {
    Error::from(Code::ClubStateRefuses).with("state", from).with("allowed", ClubStep::allowed(from))
}

/// A step lies on or behind the one before it.
///
/// # Errors
/// 409 with the day of the last step.
pub fn in_order(club: &Club, on: NaiveDate) -> Result<NaiveDate> {
    if on < club.state_since {
        return Err(Error::from(Code::DateBeforeLastStep).with("state_since", club.state_since));
    }
    Ok(on)
}

/// What a dossier lacks: a regulation, somebody on the list, a board with a chair.
#[must_use]
pub fn missing_for_dossier(regulations: i32, listed: i64, board: &[Position]) -> Vec<Missing> {
    lacking([
        (regulations > 0, Missing::Regulation),
        (listed > 0, Missing::Members),
        (board.contains(&Position::Chair), Missing::Chair),
    ])
}

/// What a launch lacks: a regulation in force, a board with chair, bookkeeper and treasurer, and both funds.
#[must_use]
pub fn missing_for_launch(regulation_in_force: bool, board: &[Position], funds: i64) -> Vec<Missing> {
    lacking([
        (regulation_in_force, Missing::Regulation),
        (board.contains(&Position::Chair), Missing::Chair),
        (board.contains(&Position::Bookkeeper), Missing::Bookkeeper),
        (board.contains(&Position::Treasurer), Missing::Treasurer),
        (funds >= FUNDS, Missing::Funds),
    ])
}

/// What stands in the way of merging a club into another of the same commune, but for their money.
#[must_use]
pub fn obstacles(
    (club, into): (&Club, &Club),
    (before, there): (&[Membership], &[Membership]),
    on: NaiveDate,
) -> Vec<MergerObstacle> {
    use MergerObstacleKind as Kind;
    let elsewhere = MergerObstacle { kind: Kind::OtherCommune, count: None, on: None };
    let last = before.iter().map(|membership| membership.state_since).max();
    let applied: HashSet<PersonId> =
        there.iter().filter(|m| m.state == MemberState::Applied).map(|m| m.person_id).collect();
    let asking = before.iter().filter(|m| m.state != MemberState::Applied && applied.contains(&m.person_id));
    [
        (club.commune_id != into.commune_id).then_some(elsewhere),
        MergerObstacle::after(Kind::LaterMemberships, last, on),
        MergerObstacle::of(Kind::AppliedToSuccessor, i64::try_from(asking.count()).unwrap_or(i64::MAX)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Those of a club who have no membership in the other one yet.
#[must_use]
pub fn newcomers(before: &[Membership], there: &[Membership]) -> Vec<Membership> {
    let known: HashSet<PersonId> = there.iter().map(|membership| membership.person_id).collect();
    before.iter().filter(|membership| !known.contains(&membership.person_id)).cloned().collect()
}

fn lacking<const N: usize>(conditions: [(bool, Missing); N]) -> Vec<Missing> {
    conditions.into_iter().filter_map(|(met, missing)| (!met).then_some(missing)).collect()
}

/// What is unusual about a dossier with so many people listed.
#[must_use]
pub fn dossier_warnings(listed: i64) -> Vec<DossierWarning> {
    if listed < LISTED_MEMBERS { vec![DossierWarning::FewMembers] } else { vec![] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClubState as S;

    const STATES: [ClubState; 7] =
        [S::Proposed, S::DossierSubmitted, S::Established, S::Active, S::Suspended, S::Merged, S::Dissolved];

    #[test]
    fn from_each_state_exactly_these_steps_lead_on() {
        use ClubStep as E;
        for (state, steps) in [
            (S::Proposed, vec![E::Dossier, E::Dissolution]),
            (S::DossierSubmitted, vec![E::Return, E::Establishment, E::Dissolution]),
            (S::Established, vec![E::Launch, E::Dissolution]),
            (S::Active, vec![E::Suspension, E::Merger, E::Dissolution]),
            (S::Suspended, vec![E::Resumption, E::Merger, E::Dissolution]),
            (S::Merged, vec![]),
            (S::Dissolved, vec![]),
        ] {
            assert_eq!(ClubStep::allowed(state), steps, "{state:?}");
        }
    }

    #[test]
    fn what_has_ended_stays_ended() {
        for state in STATES.into_iter().filter(|state| state.has_ended()) {
            assert!(ClubStep::iter().all(|step| step.leads(state).is_none()), "{state:?}");
        }
    }

    #[test]
    fn every_state_but_the_first_can_be_reached() {
        let mut reached = vec![S::Proposed];
        for _ in STATES {
            let next: Vec<_> = reached
                .iter()
                .flat_map(|from| ClubStep::iter().filter_map(|step| step.leads(*from)))
                .collect();
            reached.extend(next);
        }
        assert!(STATES.iter().all(|state| reached.contains(state)));
    }

    #[test]
    fn a_refusal_names_the_way_on() {
        let refused = ClubStep::Launch.take(S::Active).unwrap_err();
        assert_eq!(refused.code(), Code::ClubStateRefuses);
    }

    #[test]
    fn a_dossier_needs_a_regulation_people_and_a_chair() {
        assert_eq!(missing_for_dossier(1, 1, &[Position::Chair]), []);
        assert_eq!(
            missing_for_dossier(0, 0, &[Position::Treasurer]),
            [Missing::Regulation, Missing::Members, Missing::Chair]
        );
        assert_eq!(dossier_warnings(49), [DossierWarning::FewMembers]);
        assert_eq!(dossier_warnings(50), []);
    }

    #[test]
    fn a_launch_needs_a_regulation_in_force_both_funds_and_money_in_two_hands() {
        let board = [Position::Chair, Position::Bookkeeper, Position::Treasurer];
        assert_eq!(missing_for_launch(true, &board, 2), []);
        assert_eq!(
            missing_for_launch(false, &[], 1),
            [Missing::Regulation, Missing::Chair, Missing::Bookkeeper, Missing::Treasurer, Missing::Funds]
        );
    }
}
