//! What goes from one club's books into the other's.

use crate::money::books::model::PartyClaim;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind, LedgerLine, Posting};
use crate::platform::ids::{LoanId, MemberId};
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

impl Account {
    /// Whether it counts what was earned or spent, of which nobody is owed anything.
    #[must_use]
    pub const fn is_of_result(self) -> bool {
        match self {
            Self::InterestIncome
            | Self::LateChargeIncome
            | Self::RecoveryIncome
            | Self::Contributions
            | Self::Donations
            | Self::LoanLosses
            | Self::OperatingExpenses
            | Self::SocialHelp
            | Self::FineIncome
            | Self::BankInterestIncome
            | Self::OtherIncome
            | Self::BankFees
            | Self::FundExpenses
            | Self::SavingsInterest => true,
            Self::Cash
            | Self::Bank
            | Self::Loans
            | Self::CashDifferences
            | Self::Savings
            | Self::PooledCapital
            | Self::Capital
            | Self::RetainedResult
            | Self::OperatingCapital
            | Self::Advances
            | Self::Shares
            | Self::CapitalFromSurplus
            | Self::Reserve
            | Self::OperatingShare
            | Self::Surplus
            | Self::FundTransfers => false,
        }
    }
}

/// What a club has and owes, line by line: of members and loans one by one, but what was earned and spent as a whole.
#[must_use]
pub fn holdings(balances: &[LedgerLine]) -> Vec<LedgerLine> {
    let mut sums: BTreeMap<(FundKind, Account, Option<MemberId>, Option<LoanId>), Vnd> = BTreeMap::new();
    for line in balances {
        let claim = !line.account.is_of_result();
        let key = (line.fund, line.account, line.member_id.filter(|_| claim), line.loan_id.filter(|_| claim));
        *sums.entry(key).or_default() += line.amount_vnd;
    }
    sums.into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|((fund, account, member_id, loan_id), amount_vnd)| LedgerLine {
            fund,
            account,
            amount_vnd,
            member_id,
            loan_id,
        })
        .collect()
}

/// Those to whom something is owed, or who owe something that is no loan.
#[must_use]
pub fn creditors(holdings: &[LedgerLine]) -> BTreeSet<MemberId> {
    holdings.iter().filter(|line| line.loan_id.is_none()).filter_map(|line| line.member_id).collect()
}

/// What is owed to parties, as it moves between pooled capital and the fund's own: the name of a party is of its entry, so
/// each has one.
fn of_party(kind: EntryKind, on: NaiveDate, claim: &PartyClaim, sign: i64) -> Posting {
    let capital = match claim.fund {
        FundKind::Income => Account::Capital,
        FundKind::Operating => Account::OperatingCapital,
    };
    let amount = Vnd::new(sign * claim.owed_vnd.get());
    Posting::new(None, kind, on)
        .moving(claim.fund, amount, Account::PooledCapital, capital)
        .with_party(claim.party.as_deref())
}

/// The same as if what is owed to parties were the fund's own.
fn but_parties(held: &[LedgerLine], parties: &[PartyClaim]) -> Vec<LedgerLine> {
    let own = parties
        .iter()
        .flat_map(|claim| of_party(EntryKind::MergerOut, NaiveDate::MIN, claim, 1).lines().to_vec());
    holdings(&held.iter().copied().chain(own).collect::<Vec<_>>())
}

/// The entries that bring all accounts of a club to nothing: one for each party to whom capital is owed, and last of all
/// one for everything else.
#[must_use]
pub fn handed_over(held: &[LedgerLine], parties: &[PartyClaim], on: NaiveDate) -> Vec<Posting> {
    let opposite = |line: LedgerLine| LedgerLine { amount_vnd: -line.amount_vnd, ..line };
    let whole = but_parties(held, parties).into_iter().map(opposite).collect();
    let whole = Posting::carrying(EntryKind::MergerOut, on, whole);
    let to_parties = parties.iter().map(|claim| of_party(EntryKind::MergerOut, on, claim, 1));
    to_parties.chain([whole]).filter(|posting| !posting.lines().is_empty()).collect()
}

/// The entries by which another takes them over, in the opposite order, each member's under the membership that continues
/// hers. The loan of somebody who died stays under the membership that she had.
#[must_use]
pub fn taken_over(
    held: &[LedgerLine],
    parties: &[PartyClaim],
    arrived: &BTreeMap<MemberId, MemberId>,
    on: NaiveDate,
) -> Vec<Posting> {
    let there = |member: MemberId| arrived.get(&member).copied().unwrap_or(member);
    let same = |line: LedgerLine| LedgerLine { member_id: line.member_id.map(there), ..line };
    let whole = but_parties(held, parties).into_iter().map(same).collect();
    let whole = Posting::carrying(EntryKind::MergerIn, on, whole);
    let to_parties = parties.iter().rev().map(|claim| of_party(EntryKind::MergerIn, on, claim, -1));
    [whole].into_iter().chain(to_parties).filter(|posting| !posting.lines().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(account: Account, amount: i64, member_id: Option<MemberId>) -> LedgerLine {
        LedgerLine { fund: FundKind::Income, account, amount_vnd: Vnd::new(amount), member_id, loan_id: None }
    }

    #[test]
    fn what_is_owed_to_each_is_kept_apart_and_what_was_earned_is_not() {
        let (anna, bob) = (MemberId::new(), MemberId::new());
        let held = holdings(&[
            line(Account::Cash, 700, None),
            line(Account::Savings, -300, Some(anna)),
            line(Account::Savings, -200, Some(bob)),
            line(Account::Contributions, -150, Some(anna)),
            line(Account::Contributions, -50, Some(bob)),
            line(Account::Bank, 40, None),
            line(Account::Bank, -40, None),
        ]);
        let of = |account| held.iter().filter(|line| line.account == account).count();
        assert_eq!([Account::Savings, Account::Contributions, Account::Bank].map(of), [2, 1, 0]);
        assert_eq!(creditors(&held), BTreeSet::from([anna, bob]));
    }

    #[test]
    fn the_two_entries_are_each_others_opposite_but_for_who_the_members_are() {
        let (anna, there, gone) = (MemberId::new(), MemberId::new(), MemberId::new());
        let mut owed = line(Account::Loans, 900, Some(gone));
        owed.loan_id = Some(LoanId::new());
        let held = [owed, line(Account::Savings, -300, Some(anna)), line(Account::Capital, -600, None)];
        let day = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
        let arrived = BTreeMap::from([(anna, there)]);
        let (out, taken) = (handed_over(&held, &[], day), taken_over(&held, &[], &arrived, day));
        let amounts = |postings: &[Posting]| -> Vec<i64> {
            postings.iter().flat_map(Posting::lines).map(|line| line.amount_vnd.get()).collect()
        };
        assert_eq!((amounts(&out), amounts(&taken)), (vec![-900, 300, 600], vec![900, -300, -600]));
        assert_eq!(out[0].lines()[1].member_id, Some(anna));
        assert_eq!((taken[0].lines()[0].member_id, taken[0].lines()[1].member_id), (Some(gone), Some(there)));
    }

    #[test]
    fn what_is_owed_to_a_party_goes_on_under_its_name() {
        let held = [
            line(Account::Cash, 1_000, None),
            line(Account::PooledCapital, -400, None),
            line(Account::Capital, -600, None),
        ];
        let party = |name: &str, owed| PartyClaim {
            fund: FundKind::Income,
            party: Some(name.to_owned()),
            owed_vnd: Vnd::new(owed),
        };
        let parties = [party("Hội Chữ thập đỏ", 250), party("Ông Mẫu", 150)];
        let day = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
        let (out, taken) =
            (handed_over(&held, &parties, day), taken_over(&held, &parties, &BTreeMap::new(), day));
        let amounts = |posting: &Posting, account| -> i64 {
            let of_it = posting.lines().iter().filter(|line| line.account == account);
            of_it.map(|line| line.amount_vnd.get()).sum()
        };
        let pooled = |all: &[Posting]| -> Vec<i64> {
            all.iter().map(|posting| amounts(posting, Account::PooledCapital)).collect()
        };
        assert_eq!((pooled(&out), pooled(&taken)), (vec![250, 150, 0], vec![0, -150, -250]));
        for all in [&out, &taken] {
            let left: i64 = all.iter().map(|posting| amounts(posting, Account::Capital)).sum();
            assert_eq!(left.abs(), 600);
        }
    }
}
