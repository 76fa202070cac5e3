//! From ballots to an outcome, and what the refusals of a count are called.

use super::model::{LoanVote, NewLoanDecision};
use crate::lending::LendingRules;
use crate::lending::vote::{self, Assembly, Ballot, Outcome, Refusal, VoteVerdict};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::MemberId;
use crate::register::boards::model::{BoardPosition, Position};
use crate::{Error, Result};

/// Counts the votes of those in office on a loan. `excluded`: the borrower and those who live under her roof.
///
/// # Errors
/// 409 for a vote that cannot be counted, without a quorum, and where the chair has to vote and did not.
pub fn count(
    board: &[BoardPosition],
    excluded: &[MemberId],
    rules: &LendingRules,
    new: &NewLoanDecision,
) -> Result<Outcome> {
    let eligible: Vec<MemberId> = board.iter().map(|seat| seat.member_id).collect();
    let chair = board.iter().find(|seat| seat.position == Position::Chair).map(|seat| seat.member_id);
    let assembly = Assembly {
        eligible: &eligible,
        present: &new.present,
        excluded,
        chair,
        quorum: rules.quorum,
        chair_must_vote: rules.chair_must_vote,
    };
    let ballots: Vec<Ballot<MemberId>> =
        new.votes.iter().map(|vote| Ballot { voter: vote.member_id, choice: vote.vote.0 }).collect();
    let outcome = vote::tally(&ballots, &assembly).map_err(|refusal| refused(&refusal, &new.votes))?;
    if outcome.verdict == VoteVerdict::NoQuorum {
        return Err(Error::from(Code::QuorumMissing)
            .with("eligible", outcome.eligible)
            .with("present", outcome.present)
            .with("quorum", rules.quorum));
    }
    let must = chair.filter(|chair| rules.chair_must_vote && !excluded.contains(chair));
    if must.is_some_and(|chair| !ballots.iter().any(|ballot| ballot.voter == chair)) {
        return Err(Code::ChairDidNotVote.into());
    }
    Ok(outcome)
}

/// What a ballot that cannot be counted is called.
#[must_use]
pub fn refused(refusal: &Refusal<MemberId>, ballots: &[LoanVote]) -> Error {
    let field = |voter: &MemberId, last: bool, code| {
        let mut places = ballots.iter().enumerate().filter(|(_, ballot)| ballot.member_id == *voter);
        let place = if last { places.next_back() } else { places.next() };
        Error::field(format!("/votes/{}/member_id", place.map_or(0, |(index, _)| index)), code)
    };
    match refusal {
        Refusal::OwnLoan(voter) => Error::from(Code::VoteByInterested).with("member_id", voter),
        Refusal::NotEligible(voter) => Error::from(Code::VoterNotOnBoard).with("member_id", voter),
        Refusal::NotPresent(voter) => field(voter, false, FieldCode::NotHere),
        Refusal::Twice(voter) => field(voter, true, FieldCode::Repeated),
    }
}
