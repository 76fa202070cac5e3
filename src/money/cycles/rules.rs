//! How a cycle is shared out, to the đồng.

use super::model::{Cycle, EndOfCycle, Holding, NewShareOut, ShareOut, ShareOutBalance, ShareOutMember};
use crate::lending::rules::VoteFraction;
use crate::lending::vote::{Assembly, Ballot, Outcome, VoteVerdict, tally};
use crate::money::decisions;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind, Posting, Purse};
use crate::platform::error::Code;
use crate::platform::ids::{EntryId, MemberId};
use crate::platform::money::Vnd;
use crate::register::boards::model::BoardPosition;
use crate::register::regulations::rules::{CycleRules, DividendBasis};
use crate::{Error, Result};
use chrono::NaiveDate;

/// Divides an amount by weights, so that the parts are whole đồng and add up to it: each gets the whole đồng of its exact
/// part, and those that are left go one each to the largest fractions, of equal ones to the earlier. A heavier weight never
/// gets less. Where nothing weighs anything, nobody gets anything; a negative amount is divided as the opposite is.
#[must_use]
pub fn divide(amount: Vnd, weights: &[Vnd]) -> Vec<Vnd> {
    let all: i128 = weights.iter().map(|weight| i128::from(weight.get())).sum();
    if all == 0 {
        return vec![Vnd::ZERO; weights.len()];
    }
    let whole = i128::from(amount.get().abs());
    let exact = |weight: &Vnd| whole * i128::from(weight.get());
    let mut parts: Vec<i128> = weights.iter().map(|weight| exact(weight) / all).collect();
    let left = whole - parts.iter().sum::<i128>();
    let mut by_fraction: Vec<(i128, &mut i128)> =
        weights.iter().map(|weight| exact(weight) % all).zip(parts.iter_mut()).collect();
    by_fraction.sort_by_key(|(fraction, _)| std::cmp::Reverse(*fraction)); // stable: of equal ones the earlier first
    for (_, part) in by_fraction.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        *part += 1;
    }
    let sign = if amount.is_negative() { -1 } else { 1 };
    parts.into_iter().map(|part| Vnd::new(sign * i64::try_from(part).unwrap_or(i64::MAX))).collect()
}

/// The surplus of the income fund, whichever accounts it is on: what was earned and spent since the last year-end, what of it
/// has been distributed, and what was not distributed of earlier years.
fn surplus(end: &EndOfCycle) -> Vnd {
    let counts = |account: &Account| Account::OF_THE_YEAR.contains(account) || *account == Account::Surplus;
    let of_fund =
        end.balances.iter().filter(|(fund, account, _)| *fund == FundKind::Income && counts(account));
    -of_fund.map(|(_, _, balance)| *balance).sum::<Vnd>()
}

/// What a cycle comes to for each member, if it is shared out on a day with what there is.
///
/// # Errors
/// 409 for a loss that is greater than all shares: savings are owed in full.
pub fn share_out(cycle: &Cycle, end: &EndOfCycle, on: NaiveDate) -> Result<ShareOut> {
    let CycleRules { share_price_vnd, dividend, savings_paid_out, carried_over_percent, .. } = cycle.rules;
    let surplus_vnd = surplus(end);
    let shares_vnd: Vnd = end.holdings.iter().map(|holding| holding.shares).sum();
    let percent = i64::from(carried_over_percent);
    let weigh = |holding: &Holding| match dividend {
        _ if surplus_vnd.is_negative() => holding.shares, // a loss is borne by shares alone
        DividendBasis::Shares => holding.shares,
        DividendBasis::Savings => holding.savings,
        DividendBasis::SharesAndSavings => holding.shares + holding.savings,
    };
    let weights: Vec<Vnd> = end.holdings.iter().map(weigh).collect();
    let nobody = weights.iter().all(|weight| weight.is_zero());
    let carried_over_vnd = if surplus_vnd.is_negative() {
        if -surplus_vnd > shares_vnd {
            return Err(Error::from(Code::LossAboveShares).with("missing_vnd", -surplus_vnd - shares_vnd));
        }
        Vnd::ZERO
    } else if nobody {
        surplus_vnd
    } else {
        Vnd::new(surplus_vnd.get() / 100 * percent + surplus_vnd.get() % 100 * percent / 100)
    };
    let dividend_vnd = surplus_vnd - carried_over_vnd;
    let parts = divide(dividend_vnd, &weights);
    let members = end.holdings.iter().zip(parts).map(|(holding, dividend_vnd)| {
        let savings_vnd = if savings_paid_out { holding.savings } else { Vnd::ZERO };
        ShareOutMember {
            member_id: holding.member,
            shares: holding.shares.get() / share_price_vnd.vnd().get(),
            shares_vnd: holding.shares,
            savings_vnd,
            dividend_vnd,
            total_vnd: holding.shares + savings_vnd + dividend_vnd,
        }
    });
    let members: Vec<ShareOutMember> = members.collect();
    let open_advances_vnd =
        end.balances.iter().filter(|row| row.1 == Account::Advances).map(|row| row.2).sum();
    let mut planned = ShareOut {
        club_id: cycle.club_id,
        cycle_id: cycle.id,
        on,
        running_loans: end.running_loans,
        open_advances_vnd,
        surplus_vnd,
        carried_over_vnd,
        dividend_vnd,
        shares_vnd,
        savings_vnd: members.iter().map(|member| member.savings_vnd).sum(),
        total_vnd: members.iter().map(|member| member.total_vnd).sum(),
        members,
        left: vec![],
    };
    planned.left = left(&planned, end);
    Ok(planned)
}

/// What is left on the accounts of the income fund, in the order of their numbers.
fn left(planned: &ShareOut, end: &EndOfCycle) -> Vec<ShareOutBalance> {
    let posting = posting(planned, None, Purse::Cash, "");
    let moved = |account: Account| -> Vnd {
        posting.lines().iter().filter(|line| line.account == account).map(|line| line.amount_vnd).sum()
    };
    let mut accounts: Vec<Account> = end
        .balances
        .iter()
        .filter(|(fund, ..)| *fund == FundKind::Income)
        .map(|(_, account, _)| *account)
        .chain(posting.lines().iter().map(|line| line.account))
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    let stood = |account: Account| -> Vnd {
        let rows = end.balances.iter().filter(|row| (row.0, row.1) == (FundKind::Income, account));
        rows.map(|(_, _, balance)| *balance).sum()
    };
    accounts
        .into_iter()
        .map(|account| ShareOutBalance { account, balance_vnd: stood(account) + moved(account) })
        .filter(|left| !left.balance_vnd.is_zero())
        .collect()
}

/// The entry: each member's shares, savings and dividend leave the purse.
#[must_use]
pub fn posting(planned: &ShareOut, id: Option<EntryId>, purse: Purse, document: &str) -> Posting {
    let start = Posting::new(id, EntryKind::ShareOut, planned.on).documented(Some(document));
    planned.members.iter().fold(start, |posting, member| {
        let (whose, purse) = (Some(member.member_id), Account::from(purse));
        posting
            .moving(FundKind::Income, member.shares_vnd, Account::Shares.of(whose), purse)
            .moving(FundKind::Income, member.savings_vnd, Account::Savings.of(whose), purse)
            .moving(FundKind::Income, member.dividend_vnd, Account::Surplus.of(whose), purse)
    })
}

/// Whether what is planned may be paid out.
///
/// # Errors
/// 409 while loans run or advances are open, and where it is not what the board decided on.
pub fn may_be_paid(planned: &ShareOut, new: &NewShareOut) -> Result<()> {
    if planned.running_loans > 0 {
        return Err(Error::from(Code::LoansStillRunning).with("running_loans", planned.running_loans));
    }
    if !planned.open_advances_vnd.is_zero() {
        return Err(Error::from(Code::AdvancesStillOpen).with("open_advances_vnd", planned.open_advances_vnd));
    }
    if planned.total_vnd != new.total_vnd.vnd() {
        return Err(Error::from(Code::ShareOutChanged).with("total_vnd", planned.total_vnd));
    }
    Ok(())
}

/// Counts the votes of the board: two thirds of it are present, and more than half of those in favour. All of the board have
/// a part in what is shared out, so that nobody is excluded.
///
/// # Errors
/// 409 for a vote that cannot be counted, without a quorum, and where the board did not agree.
pub fn count(board: &[BoardPosition], new: &NewShareOut) -> Result<Outcome> {
    let eligible: Vec<MemberId> = board.iter().map(|seat| seat.member_id).collect();
    let quorum = VoteFraction::TWO_THIRDS;
    let assembly = Assembly {
        eligible: &eligible,
        present: &new.present,
        excluded: &[],
        chair: None,
        quorum,
        chair_must_vote: false,
    };
    let ballots: Vec<Ballot<MemberId>> =
        new.votes.iter().map(|vote| Ballot { voter: vote.member_id, choice: vote.vote.0 }).collect();
    let outcome =
        tally(&ballots, &assembly).map_err(|refusal| decisions::rules::refused(&refusal, &new.votes))?;
    match outcome.verdict {
        VoteVerdict::Approved => Ok(outcome),
        VoteVerdict::NoQuorum => Err(Error::from(Code::QuorumMissing)
            .with("eligible", outcome.eligible)
            .with("present", outcome.present)
            .with("quorum", quorum)),
        _ => Err(Error::from(Code::ShareOutRefused)
            .with("in_favour", outcome.in_favour)
            .with("present", outcome.present)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::{ClubId, CycleId, RegulationId, UserId};
    use serde_json::json;
    use uuid::Uuid;

    fn cycle(rules: &serde_json::Value) -> Cycle {
        let id = Uuid::nil();
        let club_id = ClubId(id);
        let day = "2026-01-01";
        serde_json::from_value(json!({
            "id": CycleId(id), "club_id": club_id, "number": 1, "state": "open", "starts_on": day, "ends_on": day,
            "regulation_id": RegulationId(id), "rules": rules, "opened_by": UserId(id), "shared_out_on": null,
            "document": null, "eligible": null, "present": null, "in_favour": null, "against": null,
            "decided_by": null, "entry_id": null, "version": 1, "created_at": "2026-01-01T00:00:00Z",
        }))
        .unwrap()
    }
    fn member(number: u128) -> MemberId {
        MemberId(Uuid::from_u128(number))
    }
    /// The end of a cycle with so many đồng of savings and shares, and so much surplus in the bank's interest.
    fn end(holdings: &[(i64, i64)], surplus: i64) -> EndOfCycle {
        let of = |(number, (savings, shares)): (u128, &(i64, i64))| Holding {
            member: member(number),
            savings: Vnd::new(*savings),
            shares: Vnd::new(*shares),
        };
        let holdings: Vec<Holding> = (1..).zip(holdings).map(of).collect();
        let saved: Vnd = holdings.iter().map(|holding| holding.savings).sum();
        let bought: Vnd = holdings.iter().map(|holding| holding.shares).sum();
        let income = FundKind::Income;
        let balances = vec![
            (income, Account::Cash, saved + bought + Vnd::new(surplus + 1_000)),
            (income, Account::Savings, -saved),
            (income, Account::Shares, -bought),
            (income, Account::Capital, Vnd::new(-1_000)),
            (income, Account::BankInterestIncome, Vnd::new(-surplus)),
        ];
        EndOfCycle { balances, holdings, running_loans: 0 }
    }
    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, 20).unwrap()
    }
    fn left(planned: &ShareOut) -> Vec<(Account, i64)> {
        planned.left.iter().map(|left| (left.account, left.balance_vnd.get())).collect()
    }

    #[test]
    fn seven_members_share_what_does_not_divide_and_nothing_is_left() {
        let holdings = [1, 2, 3, 1, 2, 3, 5].map(|shares| (0, shares * 20_000));
        let planned =
            share_out(&cycle(&json!({ "share_price_vnd": 20_000 })), &end(&holdings, 100_000), day())
                .unwrap();
        // 100,000 by 17 shares: 5,882.35 a share
        let dividends: Vec<i64> = planned.members.iter().map(|member| member.dividend_vnd.get()).collect();
        assert_eq!(dividends, [5_882, 11_765, 17_647, 5_882, 11_765, 17_647, 29_412]);
        assert_eq!(planned.members[6].shares, 5);
        assert_eq!((planned.total_vnd.get(), planned.dividend_vnd.get()), (440_000, 100_000));
        // the dividend is booked on `surplus`, whose year has not been closed yet
        assert_eq!(
            left(&planned),
            [
                (Account::Cash, 1_000),
                (Account::Capital, -1_000),
                (Account::Surplus, 100_000),
                (Account::BankInterestIncome, -100_000)
            ]
        );
    }

    #[test]
    fn what_the_rule_carries_over_stays_and_savings_weigh_where_it_says_so() {
        let rules =
            json!({ "share_price_vnd": 10_000, "dividend": "shares_and_savings", "carried_over_percent": 5 });
        let planned = share_out(&cycle(&rules), &end(&[(30_000, 10_000), (0, 20_000)], 999), day()).unwrap();
        assert_eq!((planned.carried_over_vnd.get(), planned.dividend_vnd.get()), (49, 950));
        let of: Vec<[i64; 3]> = planned
            .members
            .iter()
            .map(|m| [m.savings_vnd.get(), m.dividend_vnd.get(), m.total_vnd.get()])
            .collect();
        // 950 × 40 ÷ 60 = 633.33, 950 × 20 ÷ 60 = 316.67
        assert_eq!(of, [[30_000, 633, 40_633], [0, 317, 20_317]]);
    }

    #[test]
    fn a_loss_is_borne_by_shares_and_never_by_savings() {
        let rules = || cycle(&json!({ "share_price_vnd": 10_000 }));
        let planned = share_out(&rules(), &end(&[(5_000, 10_000), (0, 20_000)], -1_000), day()).unwrap();
        let totals: Vec<i64> = planned.members.iter().map(|member| member.total_vnd.get()).collect();
        assert_eq!(totals, [14_667, 19_333]);
        let much = share_out(&rules(), &end(&[(5_000, 10_000), (0, 20_000)], -30_001), day()).unwrap_err();
        assert_eq!(much.code(), Code::LossAboveShares);
    }

    #[test]
    fn without_anybody_who_has_a_part_everything_is_carried_over() {
        let planned =
            share_out(&cycle(&json!({ "share_price_vnd": 10_000 })), &end(&[(7, 0)], 50), day()).unwrap();
        assert_eq!((planned.carried_over_vnd.get(), planned.dividend_vnd.get()), (50, 0));
        assert_eq!(planned.total_vnd.get(), 7);
    }

    #[test]
    fn parts_add_up_exactly_and_whoever_has_more_never_gets_less() {
        let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
        let mut below = |n: u64| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            i64::try_from((dice >> 11) % n).unwrap()
        };
        for _ in 0..5_000 {
            let members = below(60) + 1;
            let price = [1, 10_000, 20_000, 50_000][usize::try_from(below(4)).unwrap()];
            let weights: Vec<Vnd> = (0..members).map(|_| Vnd::new(below(200) * price)).collect();
            let amount = Vnd::new(below(1_000_000_000_000) * if below(4) == 0 { -1 } else { 1 });
            let parts = divide(amount, &weights);
            let all: i128 = weights.iter().map(|weight| i128::from(weight.get())).sum();
            let sum: Vnd = parts.iter().copied().sum();
            assert_eq!(sum, if all == 0 { Vnd::ZERO } else { amount });
            for (weight, part) in weights.iter().zip(&parts) {
                let exact = i128::from(amount.get()) * i128::from(weight.get());
                assert!((i128::from(part.get()) * all - exact).abs() < all.max(1), "less than a đồng off");
                for (other, its) in weights.iter().zip(&parts) {
                    assert!(weight <= other || part.get().abs() >= its.get().abs(), "{weight} {other}");
                }
            }
        }
    }
}
