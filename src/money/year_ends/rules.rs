//! How a year is closed.

use super::model::{YearEnd, YearEndAmount, YearEndFund};
use crate::money::books::rules::{grown, grows_by_credits};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind, LedgerLine, Posting};
use crate::platform::ids::{ClubId, EntryId};
use crate::platform::money::Vnd;
use crate::register::regulations::rules::SurplusShares;
use chrono::{Datelike, NaiveDate};

/// The last day of a calendar year.
#[must_use]
pub fn last_day(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 31)
}

/// The entry that closes a year. `standing`: the balance of each account of the year at its end, debits less credits;
/// `surplus`: what had not been distributed of earlier years, negative for a deficit.
#[must_use]
pub fn posting(
    id: Option<EntryId>,
    on: NaiveDate,
    standing: &[(FundKind, Account, Vnd)],
    surplus: Vnd,
    shares: SurplusShares,
) -> Posting {
    use Account as A;
    let closed = standing.iter().fold(
        Posting::new(id, EntryKind::YearEnd, on),
        |posting, (fund, account, balance)| {
            let into = match fund {
                FundKind::Income => A::Surplus,
                FundKind::Operating => A::OperatingCapital,
            };
            posting.moving(*fund, *balance, into, *account)
        },
    );
    let result: Vnd =
        standing.iter().filter(|(fund, ..)| *fund == FundKind::Income).map(|(_, _, balance)| -*balance).sum();
    let distributed = result.min(result + surplus).max(Vnd::ZERO);
    let SurplusShares { operating_percent, reserve_percent, capital_percent } = shares;
    [
        (A::OperatingShare, operating_percent),
        (A::Reserve, reserve_percent),
        (A::CapitalFromSurplus, capital_percent),
    ]
    .into_iter()
    .fold(closed, |posting, (account, percent)| {
        posting.moving(FundKind::Income, share(distributed, percent), A::Surplus, account)
    })
}

/// So many percent of an amount that is not negative, rounded down to the đồng.
#[must_use]
pub fn share(amount: Vnd, percent: u8) -> Vnd {
    let (whole, percent) = (amount.get(), i64::from(percent));
    Vnd::new(whole / 100 * percent + whole % 100 * percent / 100)
}

/// What an entry that closes a year did, read from its lines.
#[must_use]
pub fn year_end(club_id: ClubId, on: NaiveDate, entry_id: Option<EntryId>, lines: &[LedgerLine]) -> YearEnd {
    let funds = [FundKind::Income, FundKind::Operating].into_iter().filter_map(|fund| {
        let mut own: Vec<&LedgerLine> = lines.iter().filter(|line| line.fund == fund).collect();
        own.sort_by_key(|line| line.account);
        let (of_the_year, destinations): (Vec<&LedgerLine>, Vec<&LedgerLine>) =
            own.into_iter().partition(|line| Account::OF_THE_YEAR.contains(&line.account));
        let result_vnd = of_the_year.iter().map(|line| line.amount_vnd).sum();
        // what closed an account is the opposite of what was on it
        let (income, expenses): (Vec<YearEndAmount>, Vec<YearEndAmount>) = of_the_year
            .into_iter()
            .map(|line| YearEndAmount {
                account: line.account,
                amount_vnd: grown(line.account, -line.amount_vnd),
            })
            .partition(|closed| {
                closed.account != Account::RetainedResult && grows_by_credits(closed.account)
            });
        let brought = |line: &LedgerLine| YearEndAmount {
            account: line.account,
            amount_vnd: grown(line.account, line.amount_vnd),
        };
        let destinations: Vec<YearEndAmount> = destinations.into_iter().map(brought).collect();
        let nothing = income.is_empty() && expenses.is_empty();
        (!nothing).then_some(YearEndFund { fund, income, expenses, result_vnd, destinations })
    });
    YearEnd { club_id, year: on.year(), on, entry_id, funds: funds.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FundKind::{Income, Operating};

    const SHARES: SurplusShares =
        SurplusShares { operating_percent: 50, reserve_percent: 10, capital_percent: 33 };

    fn closed(standing: &[(FundKind, Account, i64)], surplus: i64) -> YearEnd {
        let standing: Vec<_> = standing.iter().map(|(f, a, vnd)| (*f, *a, Vnd::new(*vnd))).collect();
        let posting = posting(None, last_day(2025).unwrap(), &standing, Vnd::new(surplus), SHARES);
        let sum: Vnd = posting.lines().iter().map(|line| line.amount_vnd).sum();
        assert!(sum.is_zero());
        year_end(ClubId::new(), last_day(2025).unwrap(), None, posting.lines())
    }
    fn amounts(amounts: &[YearEndAmount]) -> Vec<(Account, i64)> {
        amounts.iter().map(|amount| (amount.account, amount.amount_vnd.get())).collect()
    }

    #[test]
    fn shares_that_do_not_divide_are_rounded_down_and_the_rest_is_retained() {
        use Account as A;
        let year = closed(
            &[
                (Income, A::InterestIncome, -1_000_000),
                (Income, A::BankInterestIncome, -1_003),
                (Income, A::LoanLosses, 200_000),
                (Income, A::RetainedResult, 100_000),
                (Operating, A::Contributions, -300_000),
                (Operating, A::OperatingExpenses, 120_000),
            ],
            0,
        );
        let [income, operating] = year.funds.as_slice() else { panic!("{year:?}") };
        assert_eq!(amounts(&income.income), [(A::InterestIncome, 1_000_000), (A::BankInterestIncome, 1_003)]);
        assert_eq!(amounts(&income.expenses), [(A::RetainedResult, -100_000), (A::LoanLosses, 200_000)]);
        assert_eq!(income.result_vnd.get(), 701_003);
        // 50 % 350,501.5; 10 % 70,100.3; 33 % 231,330.99
        assert_eq!(
            amounts(&income.destinations),
            [
                (A::CapitalFromSurplus, 231_330),
                (A::Reserve, 70_100),
                (A::OperatingShare, 350_501),
                (A::Surplus, 49_072)
            ]
        );
        assert_eq!(operating.result_vnd.get(), 180_000);
        assert_eq!(amounts(&operating.destinations), [(A::OperatingCapital, 180_000)]);
    }

    #[test]
    fn a_deficit_is_carried_and_covered_before_anything_is_shared() {
        use Account as A;
        let bad = closed(&[(Income, A::LoanLosses, 500), (Income, A::InterestIncome, -200)], 0);
        assert_eq!(amounts(&bad.funds[0].destinations), [(A::Surplus, -300)]);
        let better = closed(&[(Income, A::InterestIncome, -1_000)], -300);
        // 700 are shared: 350, 70, 231
        assert_eq!(
            amounts(&better.funds[0].destinations),
            [(A::CapitalFromSurplus, 231), (A::Reserve, 70), (A::OperatingShare, 350), (A::Surplus, 349)]
        );
        let not_enough = closed(&[(Income, A::InterestIncome, -100)], -300);
        assert_eq!(amounts(&not_enough.funds[0].destinations), [(A::Surplus, 100)]);
    }
}
