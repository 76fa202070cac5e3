//! The money of a club at the end of any day, reckoned by `verify` from the lines of its books and from nothing else: by
//! code of its own, so that it can judge the functions that count the same.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::Account;
use crate::platform::ids::MemberId;
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Sums by fund and account.
pub(super) type AccountSums = BTreeMap<(FundKind, Account), Vnd>;

/// A line, as far as sums go.
pub(super) struct Moved {
    pub(super) on: NaiveDate,
    pub(super) number: i32,
    pub(super) fund: FundKind,
    pub(super) account: Account,
    /// Whose savings it moves.
    pub(super) saver: Option<MemberId>,
    /// Whether it is of a year-end, or of the reversal of one: what that closes was earned and spent all the same.
    pub(super) of_year_end: bool,
    pub(super) amount: Vnd,
}

/// What the lines come to at the end of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Debits less credits.
    pub(super) balances: AccountSums,
    /// The same as if no year had ever been closed.
    pub(super) ever: AccountSums,
    /// How many members have savings.
    savers: i64,
    /// Capital with which the income fund began.
    first_funding: Vnd,
    /// Day of the last line.
    pub(super) last_on: Option<NaiveDate>,
}

/// What the lines come to at the end of each of some days. The lines are read once, in the order of their days.
pub(super) fn standings(lines: &[Moved], days: &BTreeSet<NaiveDate>) -> BTreeMap<NaiveDate, Standing> {
    debug_assert!(lines.is_sorted_by_key(|line| line.on), "the lines are in the order of their days");
    let (mut standing, mut saved) = (Standing::default(), BTreeMap::<MemberId, Vnd>::new());
    let mut began = None;
    let mut lines = lines.iter().peekable();
    let mut all = BTreeMap::new();
    for day in days {
        while let Some(line) = lines.next_if(|line| line.on <= *day) {
            *standing.balances.entry((line.fund, line.account)).or_default() += line.amount;
            if !line.of_year_end {
                *standing.ever.entry((line.fund, line.account)).or_default() += line.amount;
            }
            if let (Account::Savings, Some(saver)) = (line.account, line.saver) {
                *saved.entry(saver).or_default() += -line.amount;
            }
            if line.fund == FundKind::Income
                && matches!(line.account, Account::Capital | Account::PooledCapital)
                && *began.get_or_insert(line.on) == line.on
            {
                standing.first_funding += -line.amount;
            }
            standing.last_on = Some(line.on);
        }
        let savers = saved.values().filter(|saved| **saved > Vnd::ZERO).count();
        standing.savers = i64::try_from(savers).unwrap_or(i64::MAX);
        all.insert(*day, standing.clone());
    }
    all
}

/// What of the columns of `fund_metrics` is money, or people who saved some.
pub(super) const COLUMNS: [&str; 26] = [
    "income_cash_vnd",
    "income_bank_vnd",
    "operating_cash_vnd",
    "operating_bank_vnd",
    "lent_vnd",
    "savings_vnd",
    "pooled_vnd",
    "seed_vnd",
    "contributions_vnd",
    "donations_vnd",
    "interest_vnd",
    "expenses_vnd",
    "social_help_vnd",
    "loss_vnd",
    "savers",
    "income_before_vnd",
    "injected_vnd",
    "operating_before_vnd",
    "seed_period_vnd",
    "contributions_period_vnd",
    "donations_period_vnd",
    "interest_period_vnd",
    "expenses_period_vnd",
    "social_help_period_vnd",
    "loss_period_vnd",
    "first_funding_vnd",
];

/// The [`COLUMNS`] of a period, by what stood before it and what stands at its end.
pub(super) fn columns(before: &Standing, end: &Standing) -> [i64; COLUMNS.len()] {
    use Account::{
        Advances, Bank, BankFees, Capital, Cash, Contributions, Donations, FundExpenses, FundTransfers,
        InterestIncome, LateChargeIncome, LoanLosses, Loans, OperatingCapital, OperatingExpenses,
        OperatingShare, PooledCapital, RecoveryIncome, RetainedResult, Savings, Shares, SocialHelp,
    };
    use FundKind::{Income, Operating};
    let within = |standing: &Standing, funds: &[FundKind], accounts: &[Account]| -> i64 {
        let wanted = standing
            .ever
            .iter()
            .filter(|((fund, account), _)| funds.contains(fund) && accounts.contains(account));
        wanted.map(|(_, balance)| balance.get()).sum()
    };
    let both = [Income, Operating];
    let stands = |accounts: &[Account]| within(end, &both, accounts);
    let moved = |funds: &[FundKind], accounts: &[Account]| {
        within(end, funds, accounts) - within(before, funds, accounts)
    };
    let spent = [OperatingExpenses, BankFees, FundExpenses];
    let interest = [InterestIncome, LateChargeIncome, RecoveryIncome];
    [
        within(end, &[Income], &[Cash, Advances]),
        within(end, &[Income], &[Bank]),
        within(end, &[Operating], &[Cash, Advances]),
        within(end, &[Operating], &[Bank]),
        stands(&[Loans]),
        -stands(&[Savings]),
        -stands(&[PooledCapital, Shares]),
        -stands(&[Capital, OperatingCapital, RetainedResult, OperatingShare]),
        -stands(&[Contributions]),
        -stands(&[Donations]),
        -stands(&interest),
        stands(&spent),
        stands(&[SocialHelp]),
        stands(&[LoanLosses]),
        end.savers,
        within(before, &[Income], &[Cash, Bank, Advances, Loans]),
        -moved(&[Income], &[Capital, PooledCapital, Shares, Contributions, Donations, FundTransfers]),
        within(before, &[Operating], &[Cash, Bank, Advances]),
        -moved(&both, &[Capital, OperatingCapital]),
        -moved(&both, &[Contributions]),
        -moved(&both, &[Donations]),
        -moved(&both, &interest),
        moved(&both, &spent),
        moved(&both, &[SocialHelp]),
        moved(&both, &[LoanLosses]),
        end.first_funding.get(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn line(on: &str, fund: FundKind, account: Account, amount: i64, saver: Option<MemberId>) -> Moved {
        Moved { on: day(on), number: 1, fund, account, saver, of_year_end: false, amount: Vnd::new(amount) }
    }

    fn column(name: &str, values: &[i64]) -> i64 {
        values[COLUMNS.iter().position(|column| *column == name).unwrap()]
    }

    #[test]
    fn lines_count_from_the_end_of_their_own_day_on() {
        let (anna, bob) = (MemberId::new(), MemberId::new());
        let lines = [
            line("2026-03-01", FundKind::Income, Account::Cash, 900, None),
            line("2026-03-01", FundKind::Income, Account::Capital, -900, None),
            line("2026-12-10", FundKind::Income, Account::Cash, 70, None),
            line("2026-12-10", FundKind::Income, Account::Savings, -40, Some(anna)),
            line("2026-12-10", FundKind::Income, Account::Savings, -30, Some(bob)),
            line("2026-12-17", FundKind::Income, Account::Savings, 30, Some(bob)),
            line("2026-12-17", FundKind::Income, Account::Cash, -30, None),
            line("2026-12-17", FundKind::Income, Account::Capital, -500, None),
            line("2026-12-17", FundKind::Income, Account::Loans, 500, None),
        ];
        let days =
            ["2026-02-28", "2026-12-09", "2026-12-10", "2026-12-16", "2026-12-17", "2027-01-01"].map(day);
        let standings = standings(&lines, &BTreeSet::from(days));
        let of = |since: &str, until: &str| columns(&standings[&day(since)], &standings[&day(until)]);
        let cash: Vec<i64> =
            standings.values().map(|end| column("income_cash_vnd", &columns(end, end))).collect();
        assert_eq!(cash, [0, 900, 970, 970, 940, 940]);
        let savers: Vec<i64> = standings.values().map(|end| column("savers", &columns(end, end))).collect();
        assert_eq!(savers, [0, 0, 2, 2, 1, 1]);
        let year = of("2026-02-28", "2026-12-17");
        let told = ["income_before_vnd", "injected_vnd", "first_funding_vnd", "savings_vnd", "lent_vnd"];
        assert_eq!(told.map(|name| column(name, &year)), [0, 1_400, 900, 40, 500]);
        let december = of("2026-12-09", "2026-12-16");
        assert_eq!(told.map(|name| column(name, &december)), [900, 0, 900, 70, 0]);
        let last: Vec<_> = standings.values().map(|end| end.last_on).collect();
        assert_eq!(last[0], None);
        assert_eq!((last[3], last[5]), (Some(day("2026-12-10")), Some(day("2026-12-17"))));
    }
}
