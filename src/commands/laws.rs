//! The laws of the books that one entry can break for another, judged by `verify` from the entries alone: by code of its
//! own, so that it can judge the triggers that hold them. What was posted together is judged together, and by what was
//! known when it was posted: what came later may be back-dated.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind, LedgerLine};
use crate::platform::ids::MemberId;
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// An entry, as far as the laws ask.
pub(super) struct Posted {
    pub(super) number: i32,
    pub(super) on: NaiveDate,
    pub(super) kind: EntryKind,
    /// When it was posted, in microseconds since 1970.
    pub(super) at: i64,
    /// Whose its pooled capital is where it is no member's.
    pub(super) party: String,
    pub(super) lines: Vec<LedgerLine>,
}

/// To whom money is owed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Member(MemberId),
    Party(String),
}

impl std::fmt::Display for Owner {
    /// A party by no name: the log is no place for one.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Member(member) => write!(f, "member {member}"),
            Self::Party(_) => f.write_str("a party"),
        }
    }
}

/// What a regulation gives to the operating fund of the interest of the days on which it is in force.
pub(super) struct Share {
    pub(super) since: NaiveDate,
    pub(super) percent: i64,
    /// When it was entered, in microseconds since 1970.
    pub(super) known_at: i64,
}

impl Posted {
    /// To whom a line says that something is owed, if it does.
    fn owner(&self, line: &LedgerLine) -> Option<(Account, Owner)> {
        match (line.account, line.member_id) {
            (Account::Savings | Account::PooledCapital, Some(member)) => {
                Some((line.account, Owner::Member(member)))
            }
            (Account::PooledCapital, None) => Some((line.account, Owner::Party(self.party.clone()))),
            _ => None,
        }
    }
    /// Whether it was there when another was posted, or came with it.
    fn known_to(&self, other: &Self) -> bool {
        self.number <= other.number || self.at == other.at
    }
    /// What it adds to accounts of the income fund.
    fn of_income(&self, accounts: &[Account]) -> i64 {
        let counted = self.lines.iter().filter(|line| line.fund == FundKind::Income);
        counted.filter(|line| accounts.contains(&line.account)).map(|line| line.amount_vnd.get()).sum()
    }
}

/// What is owed to each by the accounts of savings and of pooled capital.
pub(super) fn owed(entries: &[Posted]) -> BTreeMap<(Account, Owner), Vnd> {
    let mut owed = BTreeMap::new();
    for entry in entries {
        for line in &entry.lines {
            if let Some(whose) = entry.owner(line) {
                *owed.entry(whose).or_default() += -line.amount_vnd;
            }
        }
    }
    owed
}

/// All that is wrong, with the numbers of the entries by which it is.
pub(super) fn broken(entries: &[Posted], shares: &[Share]) -> Vec<(i32, String)> {
    let mut wrong = overpaid(entries);
    for entry in entries {
        wrong.extend(uncovered(entries, entry).map(|what| (entry.number, what)));
        wrong.extend(above_share(entries, shares, entry).map(|what| (entry.number, what)));
    }
    wrong
}

/// Where somebody was first paid back more than was owed to her, in the order of days and numbers.
fn overpaid(entries: &[Posted]) -> Vec<(i32, String)> {
    let mut in_order: Vec<&Posted> = entries.iter().collect();
    in_order.sort_by_key(|entry| (entry.on, entry.number));
    let mut owed: BTreeMap<(Account, Owner), Vnd> = BTreeMap::new();
    let mut first: BTreeMap<(Account, Owner), (i32, NaiveDate)> = BTreeMap::new();
    for entry in in_order {
        for line in &entry.lines {
            if let Some(whose) = entry.owner(line) {
                *owed.entry(whose).or_default() += -line.amount_vnd;
            }
        }
        for whose in entry.lines.iter().filter_map(|line| entry.owner(line)) {
            if owed.get(&whose).is_some_and(|vnd| vnd.is_negative()) {
                first.entry(whose).or_insert((entry.number, entry.on));
            }
        }
    }
    let told = first.into_iter().map(|((account, owner), (number, on))| {
        (number, format!("what {owner} has in {account:?} is below nothing on {on}"))
    });
    told.collect()
}

/// The days since an entry on which one of those that were known then moved these accounts.
fn days_since(entries: &[Posted], this: &Posted, accounts: &[Account]) -> BTreeSet<NaiveDate> {
    let moved = entries.iter().filter(|entry| entry.on >= this.on && entry.known_to(this));
    moved
        .filter(|entry| entry.lines.iter().any(|line| accounts.contains(&line.account)))
        .map(|e| e.on)
        .collect()
}

/// What of these accounts of the income fund stood at the end of a day, as it was known to an entry.
fn stood(entries: &[Posted], this: &Posted, accounts: &[Account], on: NaiveDate) -> i64 {
    let known = entries.iter().filter(|entry| entry.on <= on && entry.known_to(this));
    known.map(|entry| entry.of_income(accounts)).sum()
}

/// Whether an opening balance or a handover leaves what is owed uncovered, on its day or later.
fn uncovered(entries: &[Posted], this: &Posted) -> Option<String> {
    use Account::{Bank, Cash, Loans, PooledCapital, Savings};
    let accounts: &[Account] = match this.kind {
        EntryKind::OpeningBalance => &[Cash, Bank, Savings, PooledCapital, Loans],
        EntryKind::Handover => &[Cash, Bank, Savings, PooledCapital],
        _ => return None,
    };
    if this.of_income(accounts) >= 0 {
        return None;
    }
    let days = days_since(entries, this, accounts);
    let (on, missing) = days.into_iter().find_map(|day| {
        let left = stood(entries, this, accounts, day);
        (left < 0).then_some((day, -left))
    })?;
    Some(format!("{missing} of what is owed to members is not covered on {on}"))
}

/// Whether a transfer of interest takes more than the regulation's share, on its day or later.
fn above_share(entries: &[Posted], shares: &[Share], this: &Posted) -> Option<String> {
    use Account::{InterestIncome, LateChargeIncome, LoanLosses, RecoveryIncome, RetainedResult};
    if this.kind != EntryKind::InterestTransfer {
        return None;
    }
    let interest = [InterestIncome, LateChargeIncome];
    let percent = |day: NaiveDate| {
        let known = shares.iter().filter(|share| share.since <= day && share.known_at <= this.at);
        known.max_by_key(|share| share.since).map_or(100, |share| share.percent)
    };
    let touched = [InterestIncome, LateChargeIncome, RecoveryIncome, LoanLosses, RetainedResult];
    days_since(entries, this, &touched).into_iter().find_map(|day| {
        let known = entries.iter().filter(|entry| entry.on <= day && entry.known_to(this));
        let (earned, may_go) = known.fold((0_i128, 0_i128), |(earned, may_go), entry| {
            let came = -i128::from(entry.of_income(&interest));
            (earned + came, may_go + came * i128::from(percent(entry.on)))
        });
        let lost = i128::from(stood(entries, this, &[LoanLosses, RecoveryIncome], day)).max(0);
        let may = if earned > lost { may_go * (earned - lost) / (earned * 100) } else { 0 };
        let above = i128::from(stood(entries, this, &[RetainedResult], day)) - may;
        (above > 0).then(|| format!("{above} more interest than the regulation's share has gone by {day}"))
    })
}

/// What an ended club had or owed at the end of its last day, and what moved after it, in words.
pub(super) fn after_its_end(entries: &[Posted], ended_on: NaiveDate) -> Vec<String> {
    use Account::{Bank, Cash, Loans, PooledCapital, Savings};
    let mut left: BTreeMap<(FundKind, Account), Vnd> = BTreeMap::new();
    for line in entries.iter().filter(|entry| entry.on <= ended_on).flat_map(|entry| &entry.lines) {
        if [Cash, Bank, Loans, Savings, PooledCapital].contains(&line.account) {
            *left.entry((line.fund, line.account)).or_default() += line.amount_vnd;
        }
    }
    let had = left.into_iter().filter(|(_, vnd)| !vnd.is_zero()).map(|((fund, account), vnd)| {
        format!("it ended on {ended_on}, and {vnd} was left in {fund:?} {account:?}")
    });
    let later = entries.iter().filter(|entry| entry.on > ended_on);
    let later =
        later.map(|entry| format!("it ended on {ended_on}, and #{} is of {}", entry.number, entry.on));
    had.chain(later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn entry(number: i32, on: &str, kind: EntryKind, lines: &[(Account, i64, Option<MemberId>)]) -> Posted {
        let line = |(account, amount, member_id): &(Account, i64, Option<MemberId>)| LedgerLine {
            fund: FundKind::Income,
            account: *account,
            amount_vnd: Vnd::new(*amount),
            member_id: *member_id,
            loan_id: None,
        };
        let (at, party) = (i64::from(number), "Nhóm mẫu".to_owned());
        Posted { number, on: day(on), kind, at, party, lines: lines.iter().map(line).collect() }
    }

    #[test]
    fn nobody_is_paid_back_what_another_put_in() {
        use Account::{Cash, PooledCapital};
        let (anna, bob) = (Some(MemberId::new()), Some(MemberId::new()));
        let books = [
            entry(1, "2026-01-02", EntryKind::PooledCapital, &[(Cash, 9, None), (PooledCapital, -9, anna)]),
            entry(
                2,
                "2026-01-03",
                EntryKind::PooledCapitalReturn,
                &[(PooledCapital, 9, bob), (Cash, -9, None)],
            ),
            entry(
                3,
                "2026-01-03",
                EntryKind::PooledCapitalReturn,
                &[(PooledCapital, 1, None), (Cash, -1, None)],
            ),
        ];
        let wrong: Vec<i32> = broken(&books, &[]).into_iter().map(|(number, _)| number).collect();
        assert_eq!(wrong, [2, 3]);
    }

    #[test]
    fn what_is_handed_over_is_not_what_members_saved() {
        use Account::{Capital, Cash, Loans, Savings};
        let anna = Some(MemberId::new());
        let saved = |number, on| {
            entry(number, on, EntryKind::SavingsDeposit, &[(Cash, 9, None), (Savings, -9, anna)])
        };
        let given =
            |number, on| entry(number, on, EntryKind::Handover, &[(Capital, 5, None), (Cash, -5, None)]);
        assert_eq!(broken(&[saved(1, "2026-01-02"), given(2, "2026-01-03")], &[]).len(), 1);
        let before = [given(1, "2026-01-01"), saved(2, "2026-01-02")];
        assert_eq!(broken(&before, &[]).len(), 1, "the money was not there");
        let lent = [(Loans, 9, None), (Capital, -9, None)];
        let owed = [(Capital, 9, None), (Savings, -9, anna)];
        let opened = [
            entry(1, "2026-01-01", EntryKind::Takeover, &lent),
            entry(2, "2026-01-01", EntryKind::OpeningBalance, &owed),
        ];
        assert_eq!(broken(&opened, &[]), []);
        assert_eq!(broken(&opened[1..], &[]).len(), 1);
    }

    #[test]
    fn interest_goes_by_the_share_of_its_day_and_less_losses() {
        use Account::{Capital, Cash, InterestIncome, LoanLosses, RecoveryIncome, RetainedResult};
        let shares = [Share { since: day("2026-03-15"), percent: 50, known_at: 0 }];
        let earned = |number, on| {
            entry(number, on, EntryKind::Repayment, &[(Cash, 100, None), (InterestIncome, -100, None)])
        };
        let gone = |number, on, vnd| {
            entry(number, on, EntryKind::InterestTransfer, &[(RetainedResult, vnd, None), (Cash, -vnd, None)])
        };
        let books = |last: Posted| vec![earned(1, "2026-03-14"), earned(2, "2026-03-15"), last];
        assert_eq!(broken(&books(gone(3, "2026-03-15", 150)), &shares), []);
        assert_eq!(broken(&books(gone(3, "2026-03-15", 151)), &shares).len(), 1);
        assert_eq!(broken(&books(gone(3, "2026-03-14", 101)), &shares).len(), 1, "not all had come in");
        let mut lossy = books(entry(
            3,
            "2026-03-16",
            EntryKind::WriteOff,
            &[(LoanLosses, 60, None), (Capital, -60, None)],
        ));
        let back = [(Cash, 20, None), (RecoveryIncome, -20, None)];
        lossy.push(entry(4, "2026-03-17", EntryKind::Recovery, &back));
        lossy.push(gone(5, "2026-03-17", 120)); // 150 × (200 − 40) / 200
        assert_eq!(broken(&lossy, &shares), []);
        lossy.push(gone(6, "2026-03-17", 1));
        assert_eq!(broken(&lossy, &shares).len(), 1);
    }
}
