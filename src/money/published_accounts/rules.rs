//! What can be told without telling what a single member owes, saves, pays or gets.
//!
//! - A fund's balance is published at a closing if nobody's money or that of at least five members moved in it since the
//!   balance that was published last: their difference is no single one's doing. Else the period goes on to the next
//!   closing.
//! - In such a period a kind is told by itself if nobody or at least five members stand behind it. Savings in and out are
//!   one matter, and so are loans out and back: if one of the two cannot be told, neither is, or the total would tell it.
//!   All that is not told is in the rest, as one difference; the kinds with the fewest members join it until five stand
//!   behind it.
//! - The total that members owe or have saved is told if at least five of them do, or nobody, and if its difference from
//!   the one that was told last is no single one's doing either.

use super::model::{PublishedFlow, PublishedFund, PublishedHolding};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind};
use crate::platform::disclosure::SMALL;
use crate::platform::ids::MemberId;
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What moved in a purse of a fund on a day.
#[derive(Debug, Clone, Copy)]
pub struct Moved {
    /// Fund of the purse.
    pub fund: FundKind,
    /// Kind of event.
    pub kind: EntryKind,
    /// Day on which it moved.
    pub on: NaiveDate,
    /// What came in, or went out if it is below 0, đồng.
    pub amount_vnd: Vnd,
}

/// What moved on an account of a member on a day.
#[derive(Debug, Clone, Copy)]
pub struct MovedOf {
    /// Fund of the account.
    pub fund: FundKind,
    /// Kind of event.
    pub kind: EntryKind,
    /// Account on which it moved.
    pub account: Account,
    /// Whose it is.
    pub member: MemberId,
    /// Day on which it moved.
    pub on: NaiveDate,
    /// Debits less credits, đồng.
    pub amount_vnd: Vnd,
}

/// A stretch of days: behind the first, if there is one, through the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Period {
    after: Option<NaiveDate>,
    to: NaiveDate,
}

impl Period {
    fn holds(self, day: NaiveDate) -> bool {
        day <= self.to && self.after.is_none_or(|after| after < day)
    }
}

fn is_small(members: usize) -> bool {
    i64::try_from(members).is_ok_and(|members| SMALL.contains(&members))
}

/// The last period through one of these days, in order, at whose end a balance can be told: that between two such ends.
fn last_told(
    closings: &[NaiveDate],
    moved: &[(NaiveDate, MemberId)],
    also: impl Fn(NaiveDate) -> bool,
) -> Option<Period> {
    let (mut told, mut after) = (None, None);
    for to in closings {
        let period = Period { after, to: *to };
        let members: BTreeSet<MemberId> =
            moved.iter().filter(|(day, _)| period.holds(*day)).map(|(_, member)| *member).collect();
        if !is_small(members.len()) && also(*to) {
            (told, after) = (Some(period), Some(*to));
        }
    }
    told
}

/// Kinds of which one tells the other, by what the members owe or have.
const fn matter(kind: EntryKind) -> EntryKind {
    match kind {
        EntryKind::SavingsWithdrawal => EntryKind::SavingsDeposit,
        EntryKind::Repayment | EntryKind::Recovery => EntryKind::Disbursement,
        EntryKind::PooledCapitalReturn => EntryKind::PooledCapital,
        kind => kind,
    }
}

/// The accounts of a fund for the last period that can be told through one of these days; none if there is no such
/// period.
#[must_use]
pub fn fund(
    fund: FundKind,
    closings: &[NaiveDate],
    moved: &[Moved],
    of: &[MovedOf],
) -> Option<PublishedFund> {
    let moved: Vec<&Moved> = moved.iter().filter(|moved| moved.fund == fund).collect();
    let of: Vec<&MovedOf> = of.iter().filter(|moved| moved.fund == fund).collect();
    let days: Vec<(NaiveDate, MemberId)> = of.iter().map(|moved| (moved.on, moved.member)).collect();
    let period = last_told(closings, &days, |_| true)?;
    let before = |day: NaiveDate| period.after.is_some_and(|after| day <= after);
    let opening_vnd: Vnd = moved.iter().filter(|moved| before(moved.on)).map(|moved| moved.amount_vnd).sum();

    let mut members: BTreeMap<EntryKind, BTreeSet<MemberId>> = BTreeMap::new();
    for moved in of.iter().filter(|moved| period.holds(moved.on)) {
        members.entry(moved.kind).or_default().insert(moved.member);
    }
    let mut flows: BTreeMap<EntryKind, (Vnd, Vnd)> = BTreeMap::new();
    for moved in moved.iter().filter(|moved| period.holds(moved.on)) {
        let (received, paid) = flows.entry(moved.kind).or_default();
        if moved.amount_vnd.is_negative() { *paid -= moved.amount_vnd } else { *received += moved.amount_vnd }
    }
    let rest = withheld(&members);
    let told = |side: fn(&(Vnd, Vnd)) -> Vnd| -> Vec<PublishedFlow> {
        let of_kind = flows.iter().filter(|(kind, _)| !rest.contains(&matter(**kind)));
        let flows = of_kind.map(|(kind, sums)| PublishedFlow { kind: *kind, amount_vnd: side(sums) });
        flows.filter(|flow| !flow.amount_vnd.is_zero()).collect()
    };
    let net: Vnd = flows.values().map(|(received, paid)| *received - *paid).sum();
    let (received, paid) = (told(|sums| sums.0), told(|sums| sums.1));
    let sum = |flows: &[PublishedFlow]| flows.iter().map(|flow| flow.amount_vnd).sum::<Vnd>();
    Some(PublishedFund {
        fund,
        from: period.after.and_then(|after| after.succ_opt()),
        to: period.to,
        opening_vnd,
        rest_vnd: net - (sum(&received) - sum(&paid)),
        closing_vnd: opening_vnd + net,
        received,
        paid,
    })
}

/// The matters that are told together alone: those of which a kind has few members behind it, and so many others that
/// five stand behind all of them.
fn withheld(members: &BTreeMap<EntryKind, BTreeSet<MemberId>>) -> BTreeSet<EntryKind> {
    let mut rest: BTreeSet<EntryKind> = members
        .iter()
        .filter(|(_, members)| is_small(members.len()))
        .map(|(kind, _)| matter(*kind))
        .collect();
    let behind = |matters: &BTreeSet<EntryKind>| -> usize {
        let of_them = members.iter().filter(|(kind, _)| matters.contains(&matter(**kind)));
        of_them.flat_map(|(_, members)| members).collect::<BTreeSet<_>>().len()
    };
    while is_small(behind(&rest)) {
        let others = members.keys().map(|kind| matter(*kind)).filter(|matter| !rest.contains(matter));
        let Some(next) = others.min_by_key(|matter| (behind(&BTreeSet::from([*matter])), *matter)) else {
            break;
        };
        rest.insert(next);
    }
    rest
}

/// What members together owe or have on an account, the last time that it can be told at one of these days.
#[must_use]
pub fn holding(account: Account, closings: &[NaiveDate], of: &[MovedOf]) -> Option<PublishedHolding> {
    let of: Vec<&MovedOf> = of.iter().filter(|moved| moved.account == account).collect();
    let days: Vec<(NaiveDate, MemberId)> = of.iter().map(|moved| (moved.on, moved.member)).collect();
    let held = |on: NaiveDate| {
        let mut held: HashMap<MemberId, Vnd> = HashMap::new();
        for moved in of.iter().filter(|moved| moved.on <= on) {
            *held.entry(moved.member).or_default() += moved.amount_vnd;
        }
        held.retain(|_, amount| !amount.is_zero());
        held
    };
    let on = last_told(closings, &days, |on| !is_small(held(on).len()))?.to;
    let held = held(on);
    let debits: Vnd = held.values().copied().sum();
    Some(PublishedHolding {
        on,
        members: i64::try_from(held.len()).unwrap_or(i64::MAX),
        total_vnd: if debits.is_negative() { -debits } else { debits },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn people(n: usize) -> Vec<MemberId> {
        (0..n).map(|_| MemberId::new()).collect()
    }
    /// Each of some moved so much on an account, and in the purse.
    fn each(
        who: &[MemberId],
        kind: EntryKind,
        account: Account,
        on: &str,
        amount: i64,
    ) -> (Vec<Moved>, Vec<MovedOf>) {
        let (fund, on) = (FundKind::Income, day(on));
        let moved = who.iter().map(|_| Moved { fund, kind, on, amount_vnd: Vnd::new(amount) }).collect();
        let of = |member: &MemberId| MovedOf {
            fund,
            kind,
            account,
            member: *member,
            on,
            amount_vnd: Vnd::new(-amount),
        };
        (moved, who.iter().map(of).collect())
    }
    fn all(parts: Vec<(Vec<Moved>, Vec<MovedOf>)>) -> (Vec<Moved>, Vec<MovedOf>) {
        let (moved, of): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        (moved.into_iter().flatten().collect(), of.into_iter().flatten().collect())
    }
    fn told(flows: &[PublishedFlow]) -> Vec<(EntryKind, i64)> {
        flows.iter().map(|flow| (flow.kind, flow.amount_vnd.get())).collect()
    }

    #[test]
    fn what_five_members_did_is_told_and_adds_up() {
        let who = people(6);
        let (moved, of) = all(vec![
            each(&who, EntryKind::SavingsDeposit, Account::Savings, "2026-10-17", 50_000),
            each(&who[..5], EntryKind::SavingsWithdrawal, Account::Savings, "2026-10-20", -10_000),
        ]);
        let published = fund(FundKind::Income, &[day("2026-10-31")], &moved, &of).unwrap();
        assert_eq!(told(&published.received), [(EntryKind::SavingsDeposit, 300_000)]);
        assert_eq!(told(&published.paid), [(EntryKind::SavingsWithdrawal, 50_000)]);
        assert_eq!((published.rest_vnd.get(), published.closing_vnd.get()), (0, 250_000));
        let saved = holding(Account::Savings, &[day("2026-10-31")], &of).unwrap();
        assert_eq!((saved.members, saved.total_vnd.get()), (6, 250_000));
    }

    #[test]
    fn what_one_member_took_out_cannot_be_had_by_subtraction() {
        let who = people(6);
        let (moved, of) = all(vec![
            each(&who, EntryKind::SavingsDeposit, Account::Savings, "2026-10-17", 50_000),
            each(&who[..1], EntryKind::SavingsWithdrawal, Account::Savings, "2026-10-20", -40_000),
        ]);
        let published = fund(FundKind::Income, &[day("2026-10-31")], &moved, &of).unwrap();
        assert_eq!((told(&published.received), told(&published.paid)), (vec![], vec![]));
        assert_eq!((published.rest_vnd.get(), published.closing_vnd.get()), (260_000, 260_000));
    }

    #[test]
    fn a_kind_of_few_takes_another_with_it_until_five_stand_behind_the_rest() {
        let who = people(12);
        let (moved, of) = all(vec![
            each(&who[..5], EntryKind::Repayment, Account::Loans, "2026-10-17", 100_000),
            each(&who, EntryKind::SavingsDeposit, Account::Savings, "2026-10-17", 50_000),
            each(&who[..2], EntryKind::PooledCapital, Account::PooledCapital, "2026-10-17", 1_000_000),
        ]);
        let published = fund(FundKind::Income, &[day("2026-10-31")], &moved, &of).unwrap();
        assert_eq!(told(&published.received), [(EntryKind::SavingsDeposit, 600_000)]);
        assert_eq!((published.rest_vnd.get(), published.closing_vnd.get()), (2_500_000, 3_100_000));
    }

    #[test]
    fn a_period_in_which_one_member_moved_money_goes_on_to_the_next_closing() {
        let who = people(6);
        let (moved, of) = all(vec![
            each(&who, EntryKind::SavingsDeposit, Account::Savings, "2026-09-17", 50_000),
            each(&who[..1], EntryKind::Disbursement, Account::Loans, "2026-10-17", -5_000_000),
            each(&who, EntryKind::SavingsDeposit, Account::Savings, "2026-11-17", 50_000),
        ]);
        let closings = [day("2026-09-30"), day("2026-10-31"), day("2026-11-30")];
        let october = fund(FundKind::Income, &closings[..2], &moved, &of).unwrap();
        assert_eq!((october.from, october.to, october.closing_vnd.get()), (None, closings[0], 300_000));
        let november = fund(FundKind::Income, &closings, &moved, &of).unwrap();
        assert_eq!((november.from, november.to), (Some(day("2026-10-01")), closings[2]));
        assert_eq!((november.opening_vnd.get(), november.closing_vnd.get()), (300_000, -4_400_000));
        assert_eq!(told(&november.paid), [], "one borrower's loan");
        assert_eq!(
            holding(Account::Loans, &closings, &of).map(|lent| (lent.on, lent.members)),
            Some((closings[0], 0))
        );
        assert_eq!(holding(Account::Savings, &closings, &of).unwrap().total_vnd.get(), 600_000);
    }

    #[test]
    fn what_nobody_in_particular_gave_or_got_is_always_told() {
        let gift = Moved {
            fund: FundKind::Operating,
            kind: EntryKind::Donation,
            on: day("2026-10-01"),
            amount_vnd: Vnd::new(1_000_000),
        };
        let published = fund(FundKind::Operating, &[day("2026-10-31")], &[gift], &[]).unwrap();
        assert_eq!(told(&published.received), [(EntryKind::Donation, 1_000_000)]);
        assert_eq!(fund(FundKind::Operating, &[], &[gift], &[]), None, "never closed");
    }
}
