//! What a meeting's document has to agree with by itself.

use super::model::{
    MeetingMovement, MeetingPresence, MeetingWarning, MeetingWarningKind, MemberShare, NewMeeting,
    NewResolution, PreviewedPurse,
};
use crate::money::cash_counts::model::CashCount;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Entry, EntryKind, Movement, NewEntry, Purse};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::fields::Day;
use crate::platform::ids::{LoanId, MemberId};
use crate::platform::money::Vnd;
use crate::{Error, Result};
use std::collections::{BTreeMap, HashSet};

/// Whose a part of a meeting's document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A member's.
    Member(MemberId),
    /// Whoever borrowed this.
    Borrower(LoanId),
}

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
    /// Whether the cash of each fund in which some moved was counted.
    ///
    /// # Errors
    /// 422 where it was not.
    pub fn is_counted(&self, returned_to: &[FundKind]) -> Result<()> {
        let touched = self.touched().into_iter().chain(returned_to.iter().copied());
        let uncounted = { touched }.any(|fund| self.cash_counts.iter().all(|c| c.fund != fund));
        if uncounted { Err(Error::field("/cash_counts", FieldCode::Required)) } else { Ok(()) }
    }
    /// Whether money moved in it, or was counted.
    #[must_use]
    pub fn concerns_money(&self) -> bool {
        !self.touched().is_empty() || !self.cash_counts.is_empty()
    }
    /// Whose that part of the document is into which a JSON pointer leads.
    #[must_use]
    pub fn whose(&self, pointer: &str) -> Option<Whose> {
        let mut parts = pointer.split('/').skip(1);
        let (list, index): (&str, usize) = (parts.next()?, parts.next()?.parse().ok()?);
        let share = |shares: &[MemberShare]| shares.get(index).map(|share| share.member_id);
        let member = match list {
            "repayments" => return self.repayments.get(index).map(|paid| Whose::Borrower(paid.loan_id)),
            "disbursements" => return self.disbursements.get(index).copied().map(Whose::Borrower),
            "attendance" => self.attendance.get(index).map(|attendance| attendance.member_id),
            "contributions" => share(&self.contributions),
            "savings_deposits" => share(&self.savings_deposits),
            "savings_withdrawals" => share(&self.savings_withdrawals),
            "others" => self.others.get(index)?.member_id,
            "applications" => self.applications.get(index).map(|application| application.member_id),
            "cash_counts" => match parts.next()? {
                "first_counter" => self.cash_counts.get(index).map(|count| count.first_counter),
                "second_counter" => self.cash_counts.get(index).map(|count| count.second_counter),
                _ => None,
            },
            _ => None,
        };
        member.map(Whose::Member)
    }
    /// What is unusual in it and yet recorded.
    #[must_use]
    pub fn warnings(&self) -> Vec<MeetingWarning> {
        let mut warnings = vec![];
        let mut warn = |kind, pointer: String, member_id| {
            warnings.push(MeetingWarning { kind, pointer, member_id });
        };
        let away: HashSet<MemberId> = self
            .attendance
            .iter()
            .filter(|attendance| attendance.presence != MeetingPresence::Present)
            .map(|attendance| attendance.member_id)
            .collect();
        for (list, shares) in [
            ("contributions", &self.contributions),
            ("savings_deposits", &self.savings_deposits),
            ("savings_withdrawals", &self.savings_withdrawals),
        ] {
            let mut seen = HashSet::new();
            for (index, share) in shares.iter().enumerate() {
                let pointer = format!("/{list}/{index}");
                if !seen.insert(share.member_id) {
                    warn(MeetingWarningKind::MemberTwice, pointer.clone(), share.member_id);
                }
                if away.contains(&share.member_id) {
                    warn(MeetingWarningKind::MemberAway, pointer, share.member_id);
                }
            }
        }
        warnings
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

/// The value that is at fault where a part of a meeting is refused with a code, as a JSON pointer behind the part's own.
#[must_use]
pub fn culprit(part: &str, code: Code) -> &'static str {
    use Code as C;
    match (part.split('/').nth(1), code) {
        (None, C::MeetingTaken) => "/kind",
        (None | Some("cash_counts"), C::IdTaken) => "/id",
        (None, _) => "/held_on",
        (Some("repayments"), C::RepaymentAbovePayoff | C::NotEnoughMoney) => "/amount_vnd",
        (Some("repayments"), _) => "/loan_id",
        (Some("applications"), C::LoanAboveLimit | C::RegulationWithoutLending | C::ClubStateRefuses) => {
            "/loan"
        }
        (Some("applications"), C::GuarantorsMissing) => "/loan/guarantors",
        (Some("applications"), C::IdTaken) => "/loan/id",
        (Some("applications"), _) => "/member_id",
        (Some("cash_counts"), C::DifferenceUnexplained) => "/explanation",
        (Some("cash_counts"), C::CountersNotTwo) => "/second_counter",
        (Some("cash_counts" | "others"), C::FundNotOpen) => "/fund",
        // of a disbursement the item is the loan's id
        (Some("cash_counts" | "disbursements"), _) => "",
        (Some(_), _) => "/amount_vnd",
    }
}

/// What each purse holds after entries that found so much in it, and what was counted. The difference that a count has
/// explained is no money that moved.
#[must_use]
pub fn purses(
    before: &[(FundKind, Account, Vnd)],
    entries: &[Entry],
    counts: &[CashCount],
) -> Vec<PreviewedPurse> {
    let mut purses: BTreeMap<(FundKind, Account), (Vnd, Vnd, Vnd)> = BTreeMap::new();
    for (fund, account, held) in before {
        purses.entry((*fund, *account)).or_default().0 = *held;
    }
    let moved = entries.iter().filter(|entry| entry.head.kind != EntryKind::CashDifference);
    let lines = moved.flat_map(|entry| &entry.lines);
    for line in lines.filter(|line| matches!(line.account, Account::Cash | Account::Bank)) {
        let (_, received, paid) = purses.entry((line.fund, line.account)).or_default();
        if line.amount_vnd.is_negative() { *paid -= line.amount_vnd } else { *received += line.amount_vnd }
    }
    for count in counts {
        purses.entry((count.fund, Account::Cash)).or_default();
    }
    let purse =
        |((fund, account), (before_vnd, received_vnd, paid_vnd)): ((FundKind, Account), (Vnd, Vnd, Vnd))| {
            let purse = if account == Account::Bank { Purse::Bank } else { Purse::Cash };
            let count = counts.iter().find(|count| count.fund == fund && purse == Purse::Cash);
            PreviewedPurse {
                fund,
                purse,
                before_vnd,
                received_vnd,
                paid_vnd,
                after_vnd: before_vnd + received_vnd - paid_vnd,
                counted_vnd: count.map(|count| count.counted_vnd),
                difference_vnd: count.map(|count| count.difference_vnd),
            }
        };
    purses.into_iter().map(purse).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn meeting(change: impl FnOnce(&mut serde_json::Value)) -> NewMeeting {
        let (one, other) = ("018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e41");
        let mut body = json!({
            "kind": "monthly", "held_on": "2026-11-17",
            "attendance": [{ "member_id": one, "presence": "present" }, { "member_id": other, "presence": "excused" }],
            "contributions": [{ "member_id": one, "amount_vnd": 10_000 }],
            "repayments": [{ "loan_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e40", "amount_vnd": 500_000 }],
            "others": [{ "kind": "expense", "amount_vnd": 1, "narrative": "Nước" }],
        });
        change(&mut body);
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn each_part_of_a_meeting_is_somebodys_or_nobodys() {
        let new = meeting(|_| {});
        let one = new.contributions[0].member_id;
        assert_eq!(new.whose("/contributions/0/amount_vnd"), Some(Whose::Member(one)));
        assert_eq!(new.whose("/repayments/0"), Some(Whose::Borrower(new.repayments[0].loan_id)));
        for nobody in
            ["", "/held_on", "/contributions/1", "/contributions/x", "/others/0", "/cash_counts/0/fund"]
        {
            assert_eq!(new.whose(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn who_pays_twice_or_was_away_is_told_and_not_refused() {
        assert_eq!(meeting(|_| {}).warnings(), []);
        let new = meeting(|body| {
            let (one, other) = (body["contributions"][0].clone(), body["attendance"][1]["member_id"].clone());
            body["contributions"].as_array_mut().unwrap().push(one);
            body["savings_deposits"] = json!([{ "member_id": other, "amount_vnd": 1 }]);
        });
        let told: Vec<_> =
            new.warnings().into_iter().map(|warning| (warning.kind, warning.pointer)).collect();
        assert_eq!(
            told,
            [
                (MeetingWarningKind::MemberTwice, "/contributions/1".to_owned()),
                (MeetingWarningKind::MemberAway, "/savings_deposits/0".to_owned()),
            ]
        );
    }
}
