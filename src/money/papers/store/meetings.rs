//! Minutes: of a meeting, of a count of the cash box.

use super::{head, named};
use crate::Result;
use crate::money::decisions::model::LoanDecision;
use crate::money::loans::model::Loan;
use crate::money::papers::model::{CountPaper, MinutesPaper};
use crate::money::schema::loans as loans_table;
use crate::money::{cash_counts, decisions, ledger, loans, meetings};
use crate::platform::db::Reads;
use crate::platform::ids::{CashCountId, LoanId, MeetingId, MemberId};
use crate::register::members;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeSet, HashMap};

/// The minutes of a meeting.
pub async fn minutes(db: &mut impl Reads, id: MeetingId) -> Result<MinutesPaper> {
    let meeting = meetings::store::find(db, id).await?;
    let (club, day) = (meeting.meeting.club_id, meeting.meeting.held_on);
    let head = head(db, club, day).await?;
    if !ledger::store::names_members(db, club).await? {
        return Ok(MinutesPaper { head, meeting, names: None, decisions: vec![] });
    }
    let taken = decisions::store::of_meeting(db, id).await?;
    let which: BTreeSet<LoanId> = taken.iter().map(|decision| decision.head.loan_id).collect();
    let about = loans::store::visible(db.scope()).filter(loans_table::id.eq_any(which));
    let about: Vec<Loan> = about.select(Loan::as_select()).load(db.conn()).await?;
    let about: HashMap<LoanId, Loan> = about.into_iter().map(|loan| (loan.id, loan)).collect();
    let lines = meeting.entries.iter().flat_map(|entry| &entry.lines).filter_map(|line| line.member_id);
    let counters =
        meeting.cash_counts.iter().flat_map(|kept| [kept.count.first_counter, kept.count.second_counter]);
    let voters = taken.iter().flat_map(|decision| &decision.votes).map(|vote| vote.member_id);
    let which: BTreeSet<MemberId> = meeting
        .attendance
        .iter()
        .map(|attendance| attendance.member_id)
        .chain(lines)
        .chain(counters)
        .chain(voters)
        .chain(about.values().map(|loan| loan.member_id))
        .collect();
    let known = members::store::find_all(db, which).await?;
    let names: HashMap<MemberId, String> =
        known.iter().map(|(id, member)| (*id, member.person.full_name.clone())).collect();
    let with_loan = |decision: LoanDecision| {
        let loan = about.get(&decision.head.loan_id)?.clone();
        let borrower = named(&known, loan.member_id);
        Some((decision, loan, borrower))
    };
    let decisions = taken.into_iter().filter_map(with_loan).collect();
    Ok(MinutesPaper { head, meeting, names: Some(names), decisions })
}

/// The minutes of a count of the cash box.
pub async fn cash_count(db: &mut impl Reads, id: CashCountId) -> Result<CountPaper> {
    let count = cash_counts::store::find(db, id).await?.count;
    let counters = if ledger::store::names_members(db, count.club_id).await? {
        let both = [count.first_counter, count.second_counter];
        let known = members::store::find_all(db, both).await?;
        Some(both.map(|counter| named(&known, counter)))
    } else {
        None
    };
    Ok(CountPaper { head: head(db, count.club_id, count.counted_on).await?, count, counters })
}
