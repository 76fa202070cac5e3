//! What a meeting's document has to agree with by itself.

use super::model::{MeetingMovement, MeetingPresence, MemberShare, NewMeeting, NewResolution};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Movement, NewEntry, Purse};
use crate::platform::error::{Field, FieldCode};
use crate::platform::fields::Day;
use crate::{Error, Result};
use std::collections::HashSet;

impl NewMeeting {
    /// Whether each is listed once, and counted on the day of the meeting.
    ///
    /// # Errors
    /// 422 for what is listed twice or counted on another day.
    pub fn check(&self) -> Result<()> {
        let mut wrong = vec![];
        let mut seen = HashSet::new();
        for (index, attendance) in self.attendance.iter().enumerate() {
            if !seen.insert(attendance.member_id) {
                wrong.push(Field::new(format!("/attendance/{index}/member_id"), FieldCode::Repeated));
            }
        }
        wrong.extend(miscounted(&self.resolutions, self.present(), self.guests));
        let mut loans = HashSet::new();
        for (index, paid) in self.repayments.iter().enumerate() {
            if !loans.insert(paid.loan_id) {
                wrong.push(Field::new(format!("/repayments/{index}/loan_id"), FieldCode::Repeated));
            }
        }
        let mut limits = HashSet::new();
        for (index, other) in self.others.iter().enumerate() {
            if let Some(limit) = other.kind.limit()
                && !limits.insert((limit, other.member_id))
            {
                wrong.push(Field::new(format!("/others/{index}/kind"), FieldCode::Repeated));
            }
        }
        let mut funds = HashSet::new();
        for (index, count) in self.cash_counts.iter().enumerate() {
            if !funds.insert(count.fund) {
                wrong.push(Field::new(format!("/cash_counts/{index}/fund"), FieldCode::Repeated));
            }
            if count.counted_on != self.held_on {
                wrong.push(Field::new(format!("/cash_counts/{index}/counted_on"), FieldCode::Differs));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }
    /// How many members came.
    #[must_use]
    pub fn present(&self) -> usize {
        self.attendance.iter().filter(|attendance| attendance.presence == MeetingPresence::Present).count()
    }
    /// Every movement that is no loan's, money in first, each with the place where it stands.
    #[must_use]
    pub fn movements(&self) -> Vec<(String, NewEntry)> {
        let shares = [
            ("contributions", Movement::Contribution, &self.contributions),
            ("savings_deposits", Movement::SavingsDeposit, &self.savings_deposits),
            ("savings_withdrawals", Movement::SavingsWithdrawal, &self.savings_withdrawals),
        ];
        let of_members = shares.into_iter().flat_map(|(list, kind, shares)| {
            let one = move |(index, share): (usize, &MemberShare)| {
                (format!("/{list}/{index}"), entry(kind, self.held_on, share))
            };
            shares.iter().enumerate().map(one)
        });
        let others = self.others.iter().enumerate();
        let others = others.map(|(index, other)| (format!("/others/{index}"), other.entry(self.held_on)));
        let mut all: Vec<(String, NewEntry)> = of_members.chain(others).collect();
        all.sort_by_key(|(_, entry)| !entry.kind.brings_money());
        all
    }
    /// The funds in which cash moved: each has to be counted.
    #[must_use]
    pub fn touched(&self) -> HashSet<FundKind> {
        let loans = !self.repayments.is_empty() || !self.disbursements.is_empty();
        let movements = self.movements();
        let funds = movements
            .iter()
            .flat_map(|(_, entry)| entry.kind.moves_cash_of(entry.fund.unwrap_or(entry.kind.usual_fund())));
        funds.chain(loans.then_some(FundKind::Income)).collect()
    }
}

/// The decisions for which more voted than came. Where no attendance was taken, only what cannot be is refused.
#[must_use]
pub fn miscounted(resolutions: &[NewResolution], present: usize, guests: i16) -> Vec<Field> {
    let came = if present == 0 { 1000 } else { present + usize::try_from(guests).unwrap_or(0) };
    let votes = |resolution: &NewResolution| -> usize {
        let counted = [resolution.in_favour, resolution.against, resolution.abstained];
        counted.into_iter().flatten().map(|votes| usize::try_from(votes).unwrap_or(0)).sum()
    };
    let wrong = resolutions.iter().enumerate().filter(|(_, resolution)| votes(resolution) > came);
    wrong.map(|(index, _)| Field::new(format!("/resolutions/{index}"), FieldCode::Range)).collect()
}

fn entry(kind: Movement, on: Day, share: &MemberShare) -> NewEntry {
    NewEntry {
        id: None,
        kind,
        on,
        fund: None,
        purse: Purse::Cash,
        amount_vnd: share.amount_vnd,
        fine: None,
        member_id: Some(share.member_id),
        source: None,
        party: None,
        document: None,
        narrative: None,
    }
}

impl MeetingMovement {
    fn entry(&self, on: Day) -> NewEntry {
        NewEntry {
            id: None,
            kind: self.kind,
            on,
            fund: self.fund,
            purse: Purse::Cash,
            amount_vnd: self.amount_vnd,
            fine: self.fine.clone(),
            member_id: self.member_id,
            source: self.source,
            party: self.party.clone(),
            document: self.document.clone(),
            narrative: self.narrative.clone(),
        }
    }
}
