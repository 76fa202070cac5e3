//! When a debt may be given up, and how the votes on it are counted.

use super::model::WriteOffVote;
use crate::lending::standing::standing;
use crate::lending::vote::{Assembly, Ballot, Outcome, VoteVerdict, tally_write_off};
use crate::lending::{LendingRules, LoanFacts};
use crate::money::decisions;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind, Posting};
use crate::money::loans::model::{Loan, LoanState};
use crate::money::loans::rules::in_one_of;
use crate::platform::error::Code;
use crate::platform::ids::MemberId;
use crate::register::boards::model::BoardPosition;
use crate::{Error, Result};
use chrono::NaiveDate;

/// More days past due than these, or a borrower who has died.
const HOPELESS_AFTER_DAYS: i64 = 90;

/// Whether a debt may be given up on a day: how late it is counts for the day of the write-off, whenever that is entered.
///
/// # Errors
/// 409 for a loan that is not running, or not late enough while its borrower lives.
pub fn hopeless(loan: &Loan, facts: &LoanFacts<'_>, borrower_died: bool, on: NaiveDate) -> Result<()> {
    in_one_of(loan, &[LoanState::Active])?;
    let late = standing(facts, on).days_past_due;
    if borrower_died || late > HOPELESS_AFTER_DAYS {
        return Ok(());
    }
    Err(Error::from(Code::LoanStateRefuses).with("state", loan.state).with("days_past_due", late))
}

/// Counts the votes: two thirds of all who are entitled, without the borrower and her household.
///
/// # Errors
/// 409 for a vote that cannot be counted, and without a quorum.
pub fn count(
    board: &[BoardPosition],
    excluded: &[MemberId],
    rules: &LendingRules,
    new: &WriteOffVote,
) -> Result<Outcome> {
    let eligible: Vec<MemberId> = board.iter().map(|seat| seat.member_id).collect();
    let assembly = Assembly {
        eligible: &eligible,
        present: &new.present,
        excluded,
        chair: None,
        quorum: rules.quorum,
        chair_must_vote: false,
    };
    let ballots: Vec<Ballot<MemberId>> =
        new.votes.iter().map(|vote| Ballot { voter: vote.member_id, choice: vote.vote.0 }).collect();
    let outcome = tally_write_off(&ballots, &assembly)
        .map_err(|refusal| decisions::rules::refused(&refusal, &new.votes))?;
    if outcome.verdict == VoteVerdict::NoQuorum {
        return Err(Error::from(Code::QuorumMissing)
            .with("eligible", outcome.eligible)
            .with("present", outcome.present)
            .with("quorum", rules.quorum));
    }
    Ok(outcome)
}

/// The entry: what is owed becomes a loss of the income fund.
#[must_use]
pub fn posting(loan: &Loan, on: NaiveDate, document: Option<&str>) -> Posting {
    let account = |account: Account| account.lent(loan.member_id, loan.id);
    Posting::new(None, EntryKind::WriteOff, on).documented(document).moving(
        FundKind::Income,
        loan.outstanding_vnd,
        account(Account::LoanLosses),
        account(Account::Loans),
    )
}
