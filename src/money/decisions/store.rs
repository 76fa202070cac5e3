//! Decisions in the database.

use super::model::{
    LoanDecision, LoanDecisionHead, LoanDecisionKind, LoanDecisionOutcome, LoanVote, NewLoanDecision,
};
use super::rules;
use crate::lending::vote::Outcome;
use crate::money::ledger::model::Ledger;
use crate::money::loans;
use crate::money::loans::model::Loan;
use crate::money::schema::{loan_decisions, loan_votes, loans as loans_table, meetings};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{ClubId, DecisionId, MeetingId};
use crate::platform::money::Amount;
use crate::register::boards::model::BoardPosition;
use crate::register::tables::clubs as clubs_table;
use crate::register::{boards, clubs, members};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// The decisions about the loans that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> loan_decisions::BoxedQuery<'static, Pg> {
    let loans = loans::store::visible(scope).select(loans_table::id);
    loan_decisions::table.into_boxed().filter(loan_decisions::loan_id.eq_any(loans))
}

/// Lists the decisions about a loan, newest first, with their votes: two statements.
pub async fn list(db: &mut impl Reads, loan: &Loan) -> Result<Vec<LoanDecision>> {
    let heads = visible(db.scope()).filter(loan_decisions::loan_id.eq(loan.id));
    let heads = heads.order((loan_decisions::decided_on.desc(), loan_decisions::id.desc()));
    let heads = heads.select(LoanDecisionHead::as_select()).load(db.conn()).await?;
    with_votes(db, heads).await
}

/// The decisions about loans that were taken in a meeting, as recorded.
pub async fn of_meeting(db: &mut impl Reads, meeting: MeetingId) -> Result<Vec<LoanDecision>> {
    let heads = visible(db.scope()).filter(loan_decisions::meeting_id.eq(meeting));
    let heads = heads.order(loan_decisions::id).select(LoanDecisionHead::as_select());
    let heads = heads.load(db.conn()).await?;
    with_votes(db, heads).await
}

/// Decisions with their votes: one statement for all.
async fn with_votes(db: &mut impl Reads, heads: Vec<LoanDecisionHead>) -> Result<Vec<LoanDecision>> {
    let ids: Vec<DecisionId> = heads.iter().map(|head| head.id).collect();
    let rows: Vec<(DecisionId, LoanVote)> = loan_votes::table
        .filter(loan_votes::decision_id.eq_any(ids))
        .order(loan_votes::member_id)
        .select((loan_votes::decision_id, LoanVote::as_select()))
        .load(db.conn())
        .await?;
    let mut votes: HashMap<DecisionId, Vec<LoanVote>> = HashMap::new();
    for (decision, vote) in rows {
        votes.entry(decision).or_default().push(vote);
    }
    let whole =
        |head: LoanDecisionHead| LoanDecision { votes: votes.remove(&head.id).unwrap_or_default(), head };
    Ok(heads.into_iter().map(whole).collect())
}

/// Who sat on a club's board on a day; nobody where there was none.
pub async fn board(db: &mut impl Reads, club: ClubId, day: NaiveDate) -> Result<Vec<BoardPosition>> {
    match boards::store::in_office(db, club, day).await {
        Ok(board) => Ok(board.positions),
        Err(e) if e.code() == Code::NotFound => Ok(vec![]),
        Err(e) => Err(e),
    }
}

/// Records the vote on an application, by the rules of the day on which the board met. An approval freezes the
/// contract. The club's books are held before the loan, so that nobody is granted two loans at once.
///
/// # Errors
/// 409 by the loan's state, by who voted and who records it, by the regulation in force on that day and by what
/// is known of the borrower.
pub async fn insert(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    loan: &Held<Loan>,
    new: &NewLoanDecision,
) -> Result<(Loan, LoanDecision)> {
    if loan.club_id != ledger.club_id {
        return Err(Error::internal("a loan of another club"));
    }
    let on = new.on.not_after(w.scope().today(), "/on")?;
    loans::rules::may_be_decided(loan, on)?;
    if loan.screened_on.unwrap_or(loan.applied_on) > on {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    let (regulation, lending) = loans::store::lending_rules(w, loan.club_id, on).await?;
    let borrower = members::store::find(w, loan.member_id).await?;
    let household = loans::store::household(w, &borrower).await?;
    if loans::store::is_caller_of(w, &household).await? {
        return Err(Code::VoteByInterested.into());
    }
    let board = board(w, loan.club_id, on).await?;
    let outcome = rules::count(&board, &household.members, &lending, new)?;
    let decided = if outcome.approved() {
        let principal = lent(loan, new.principal_vnd)?;
        let contract = loans::store::agree(loan, &lending, principal, on)?;
        loans::store::may_borrow(w, &borrower, &household, &lending, Some(loan.id), on).await?;
        loans::store::decide(w, loan, on, Some((regulation, &contract))).await?
    } else {
        loans::store::decide(w, loan, on, None).await?
    };
    let decision = record(w, loan, LoanDecisionKind::Approval, on, &outcome, new).await?;
    Ok((decided, decision))
}

/// How much is lent: at most what was asked for.
fn lent(loan: &Loan, granted: Option<Amount>) -> Result<Amount> {
    let asked = Amount::new(loan.requested_vnd.get()).map_err(|code| Error::internal(<&str>::from(code)))?;
    match granted {
        Some(granted) if granted > asked => {
            Err(Error::from(Code::LoanAboveLimit).with("requested_vnd", asked))
        }
        granted => Ok(granted.unwrap_or(asked)),
    }
}

/// Keeps a decision with each vote.
pub async fn record(
    w: &mut Writer<'_>,
    loan: &Held<Loan>,
    kind: LoanDecisionKind,
    on: NaiveDate,
    outcome: &Outcome,
    new: &NewLoanDecision,
) -> Result<LoanDecision> {
    let small = |people: usize| i16::try_from(people).unwrap_or(i16::MAX);
    let meeting = meeting(w, loan.club_id, on, new).await?;
    let ended = if outcome.approved() { LoanDecisionOutcome::Approved } else { LoanDecisionOutcome::Refused };
    let head: LoanDecisionHead = diesel::insert_into(loan_decisions::table)
        .values((
            loan_decisions::id.eq(new.id.unwrap_or_default()),
            loan_decisions::loan_id.eq(loan.id),
            loan_decisions::kind.eq(kind),
            loan_decisions::outcome.eq(ended),
            loan_decisions::decided_on.eq(on),
            (loan_decisions::meeting_id.eq(new.meeting_id), loan_decisions::meeting.eq(meeting)),
            (
                loan_decisions::eligible.eq(small(outcome.eligible)),
                loan_decisions::present.eq(small(outcome.present)),
            ),
            (
                loan_decisions::in_favour.eq(small(outcome.in_favour)),
                loan_decisions::against.eq(small(outcome.against)),
            ),
            loan_decisions::reason.eq(new.reason.as_deref()),
            loan_decisions::recorded_by.eq(w.scope().user()),
        ))
        .returning(LoanDecisionHead::as_returning())
        .get_result(w.conn())
        .await?;
    let ballot = |vote: &LoanVote| {
        (
            loan_votes::decision_id.eq(head.id),
            loan_votes::member_id.eq(vote.member_id),
            loan_votes::vote.eq(vote.vote),
        )
    };
    let ballots: Vec<_> = new.votes.iter().map(ballot).collect();
    diesel::insert_into(loan_votes::table).values(ballots).execute(w.conn()).await?;
    Ok(LoanDecision { head, votes: new.votes.clone() })
}

/// What the meeting is called: as said, or as it is recorded.
async fn meeting(w: &mut Writer<'_>, club: ClubId, on: NaiveDate, new: &NewLoanDecision) -> Result<String> {
    let recorded: Option<String> = match new.meeting_id {
        None => None,
        Some(id) => Some(held_meeting(w, club, on, id).await?),
    };
    let said = new.meeting.as_deref().map(str::to_owned);
    said.or(recorded).ok_or_else(|| Error::field("/meeting", FieldCode::Required))
}

async fn held_meeting(w: &mut Writer<'_>, club: ClubId, on: NaiveDate, id: MeetingId) -> Result<String> {
    let seen = clubs::store::visible(w.scope()).filter(clubs_table::id.eq(club)).select(clubs_table::id);
    let kind: Option<String> = meetings::table
        .filter(meetings::id.eq(id))
        .filter(meetings::club_id.eq_any(seen))
        .filter(meetings::held_on.eq(on))
        .select(meetings::kind)
        .first(w.conn())
        .await
        .optional()?;
    kind.ok_or_else(|| Error::field("/meeting_id", FieldCode::NotHere))
}
