//! Whether those entitled have decided (biểu quyết). The borrower and her household neither vote
//! nor count; whoever is present and does not vote, or abstains, counts as present.

use super::rules::VoteFraction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Choice of a voter.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum VoteChoice {
    /// In favour (tán thành).
    InFavour,
    /// Against (không tán thành).
    Against,
    /// Abstention (không có ý kiến).
    Abstain,
}

/// A vote (phiếu biểu quyết). `V` is whatever names a voter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ballot<V> {
    /// Voter: one of those entitled.
    pub voter: V,
    /// Choice of the voter.
    pub choice: VoteChoice,
}

/// Who decides, and by which rule.
#[derive(Debug, Clone, Copy)]
pub struct Assembly<'a, V> {
    /// Those entitled, with or without the excluded.
    pub eligible: &'a [V],
    /// Those present.
    pub present: &'a [V],
    /// The borrower and those who live under her roof.
    pub excluded: &'a [V],
    /// The chair (chủ nhiệm).
    pub chair: Option<V>,
    /// Which part of those entitled must be present.
    pub quorum: VoteFraction,
    /// Whether the chair must be in favour. Falls away where the chair is excluded or there is none.
    pub chair_must_vote: bool,
}

/// Verdict of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoteVerdict {
    /// Approved (được thông qua).
    Approved,
    /// The quorum was not present.
    NoQuorum,
    /// Too few were in favour; a tie is too few.
    NoMajority,
    /// The chair was not in favour.
    ChairNotInFavour,
}

/// Result of a vote: the count and the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outcome {
    /// How many were entitled, without the excluded.
    pub eligible: usize,
    /// How many of them were present.
    pub present: usize,
    /// Number of votes in favour.
    pub in_favour: usize,
    /// Number of votes against.
    pub against: usize,
    /// Number of those present who neither agreed nor disagreed.
    pub abstained: usize,
    /// Verdict by the rules of the regulation.
    pub verdict: VoteVerdict,
}

impl Outcome {
    /// Whether it was approved.
    #[must_use]
    pub fn approved(&self) -> bool {
        self.verdict == VoteVerdict::Approved
    }
}

/// Why a ballot cannot be counted, and whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal<V> {
    /// Nobody votes on the own loan, or on that of the own household.
    OwnLoan(V),
    /// The voter is not entitled.
    NotEligible(V),
    /// The voter is entitled, but not present.
    NotPresent(V),
    /// The voter has voted already.
    Twice(V),
}

/// Counts the votes on a loan: enough are present, more than half of those present are in favour, and so is
/// the chair where the rules say so.
///
/// # Errors
/// A ballot that cannot be counted.
pub fn tally<V: Copy + PartialEq>(
    ballots: &[Ballot<V>],
    assembly: &Assembly<'_, V>,
) -> Result<Outcome, Refusal<V>> {
    let mut outcome = count(ballots, assembly)?;
    let chair = assembly.chair.filter(|chair| assembly.chair_must_vote && !assembly.excluded.contains(chair));
    let agrees = |chair: V| {
        ballots.iter().any(|ballot| ballot.voter == chair && ballot.choice == VoteChoice::InFavour)
    };
    outcome.verdict = if !assembly.quorum.reached(outcome.present, outcome.eligible) {
        VoteVerdict::NoQuorum
    } else if 2 * outcome.in_favour <= outcome.present {
        VoteVerdict::NoMajority
    } else if !chair.is_none_or(agrees) {
        VoteVerdict::ChairNotInFavour
    } else {
        VoteVerdict::Approved
    };
    Ok(outcome)
}

/// Counts the votes on a write-off (xóa nợ): two thirds of all those entitled are in favour, present or not.
///
/// # Errors
/// A ballot that cannot be counted.
pub fn tally_write_off<V: Copy + PartialEq>(
    ballots: &[Ballot<V>],
    assembly: &Assembly<'_, V>,
) -> Result<Outcome, Refusal<V>> {
    let mut outcome = count(ballots, assembly)?;
    outcome.verdict = if VoteFraction::TWO_THIRDS.reached(outcome.in_favour, outcome.eligible) {
        VoteVerdict::Approved
    } else if assembly.quorum.reached(outcome.present, outcome.eligible) {
        VoteVerdict::NoMajority
    } else {
        VoteVerdict::NoQuorum
    };
    Ok(outcome)
}

fn count<V: Copy + PartialEq>(
    ballots: &[Ballot<V>],
    assembly: &Assembly<'_, V>,
) -> Result<Outcome, Refusal<V>> {
    let entitled = |voter: &V| assembly.eligible.contains(voter) && !assembly.excluded.contains(voter);
    for (index, Ballot { voter, .. }) in ballots.iter().enumerate() {
        if assembly.excluded.contains(voter) {
            return Err(Refusal::OwnLoan(*voter));
        }
        if !entitled(voter) {
            return Err(Refusal::NotEligible(*voter));
        }
        if !assembly.present.contains(voter) {
            return Err(Refusal::NotPresent(*voter));
        }
        if ballots.iter().take(index).any(|earlier| earlier.voter == *voter) {
            return Err(Refusal::Twice(*voter));
        }
    }
    let said = |choice| ballots.iter().filter(|ballot| ballot.choice == choice).count();
    let (in_favour, against) = (said(VoteChoice::InFavour), said(VoteChoice::Against));
    let distinct = |people: &[V]| {
        let first = |(index, voter): &(usize, &V)| !people.iter().take(*index).any(|one| one == *voter);
        people.iter().enumerate().filter(first).filter(|(_, voter)| entitled(voter)).count()
    };
    let present = distinct(assembly.present);
    Ok(Outcome {
        eligible: distinct(assembly.eligible),
        present,
        in_favour,
        against,
        abstained: present - in_favour - against,
        verdict: VoteVerdict::NoMajority,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use VoteChoice::{Abstain, Against, InFavour};

    const BOARD: Assembly<'static, u8> = Assembly {
        eligible: &[1, 2, 3, 4, 5],
        present: &[1, 2, 3, 4, 5],
        excluded: &[],
        chair: Some(1),
        quorum: VoteFraction::TWO_THIRDS,
        chair_must_vote: true,
    };

    fn ballots(choices: &[(u8, VoteChoice)]) -> Vec<Ballot<u8>> {
        choices.iter().map(|(voter, choice)| Ballot { voter: *voter, choice: *choice }).collect()
    }
    fn verdict(choices: &[(u8, VoteChoice)], assembly: &Assembly<'_, u8>) -> VoteVerdict {
        tally(&ballots(choices), assembly).unwrap().verdict
    }

    #[test]
    fn more_than_half_of_those_present_approve() {
        let three = [(1, InFavour), (2, InFavour), (3, InFavour), (4, Against), (5, Against)];
        assert_eq!(verdict(&three, &BOARD), VoteVerdict::Approved);
        let two = [(1, InFavour), (2, InFavour), (3, Against)];
        assert_eq!(verdict(&two, &BOARD), VoteVerdict::NoMajority);
        let outcome = tally(&ballots(&two), &BOARD).unwrap();
        assert_eq!((outcome.eligible, outcome.present, outcome.abstained), (5, 5, 2));
        assert!(!outcome.approved());
    }

    #[test]
    fn a_tie_refuses_and_who_abstains_is_present() {
        let four = Assembly { present: &[1, 2, 3, 4], ..BOARD };
        assert_eq!(
            verdict(&[(1, InFavour), (2, InFavour), (3, Against), (4, Against)], &four),
            VoteVerdict::NoMajority
        );
        let abstaining = [(1, InFavour), (2, InFavour), (3, Abstain), (4, Abstain)];
        assert_eq!(verdict(&abstaining, &four), VoteVerdict::NoMajority);
    }

    #[test]
    fn two_thirds_of_those_entitled_must_be_there() {
        let all = [(1, InFavour), (2, InFavour), (3, InFavour)];
        assert_eq!(verdict(&all, &Assembly { present: &[1, 2, 3], ..BOARD }), VoteVerdict::NoQuorum);
        assert_eq!(verdict(&all, &Assembly { present: &[1, 2, 3, 4], ..BOARD }), VoteVerdict::Approved);
        // a stranger's presence is no quorum, nor is the same one's twice
        assert_eq!(verdict(&all, &Assembly { present: &[1, 2, 3, 9, 3], ..BOARD }), VoteVerdict::NoQuorum);
        let nobody = Assembly { eligible: &[], present: &[], chair: None, ..BOARD };
        assert_eq!(verdict(&[], &nobody), VoteVerdict::NoQuorum);
    }

    #[test]
    fn the_chair_is_among_those_in_favour() {
        let without = [(1, Against), (2, InFavour), (3, InFavour), (4, InFavour)];
        assert_eq!(verdict(&without, &BOARD), VoteVerdict::ChairNotInFavour);
        assert_eq!(verdict(&without, &Assembly { chair_must_vote: false, ..BOARD }), VoteVerdict::Approved);
        let absent = [(2, InFavour), (3, InFavour), (4, InFavour)];
        assert_eq!(
            verdict(&absent, &Assembly { present: &[2, 3, 4, 5], ..BOARD }),
            VoteVerdict::ChairNotInFavour
        );
        // the chair's own loan is decided by the others
        assert_eq!(verdict(&absent, &Assembly { excluded: &[1], ..BOARD }), VoteVerdict::Approved);
    }

    #[test]
    fn nobody_decides_on_the_own_household() {
        let household = Assembly { excluded: &[4, 5], present: &[1, 2, 4, 5], ..BOARD };
        assert_eq!(tally(&ballots(&[(4, InFavour)]), &household), Err(Refusal::OwnLoan(4)));
        let outcome = tally(&ballots(&[(1, InFavour), (2, InFavour)]), &household).unwrap();
        assert_eq!((outcome.eligible, outcome.present, outcome.verdict), (3, 2, VoteVerdict::Approved));
    }

    #[test]
    fn each_vote_is_of_somebody_entitled_and_there_and_counts_once() {
        let of = |choices: &[(u8, VoteChoice)]| {
            tally(&ballots(choices), &Assembly { present: &[1, 2, 3, 4], ..BOARD })
        };
        assert_eq!(of(&[(9, InFavour)]), Err(Refusal::NotEligible(9)));
        assert_eq!(of(&[(5, InFavour)]), Err(Refusal::NotPresent(5)));
        assert_eq!(of(&[(1, InFavour), (1, InFavour)]), Err(Refusal::Twice(1)));
    }

    #[test]
    fn a_write_off_needs_two_thirds_of_the_board() {
        let of = |choices: &[(u8, VoteChoice)]| tally_write_off(&ballots(choices), &BOARD).unwrap().verdict;
        let three = [(1, InFavour), (2, InFavour), (3, InFavour)];
        assert_eq!(of(&three), VoteVerdict::NoMajority);
        let four = [(1, Against), (2, InFavour), (3, InFavour), (4, InFavour), (5, InFavour)];
        assert_eq!(of(&four), VoteVerdict::Approved);
    }
}
