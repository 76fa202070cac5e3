//! Any loan, and any way to repay it: not one đồng drifts.

use super::super::allocation::{Part, Refusal, allocate};
use super::super::contract::Contract;
use super::super::exact::{Year, interest, months_after};
use super::super::payoff::payoff;
use super::super::rules::{
    BulletInterest, DayCount, EarlyRepayment, InterestMethod as M, LateCharge, LendingRules,
    PartialPrepayment, RatePeriod, RoundingUnit,
};
use super::super::schedule::{Replan, plan, replan};
use super::super::standing::{Freeze, remaining, standing};
use super::{Loan, day, rules};
use crate::money::{Amount, Vnd};
use chrono::{Days, NaiveDate};
use strum::IntoEnumIterator;

/// A sequence of numbers that is the same each time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }
    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.roll(of.len() as u64)).unwrap()].clone()
    }
    fn amount(&mut self, up_to: i64) -> i64 {
        1 + i64::try_from(self.roll(up_to.max(1).unsigned_abs())).unwrap()
    }
    fn day(&mut self) -> NaiveDate {
        // the ends of months are where dates go wrong
        let date = day("2024-01-01") + Days::new(self.roll(1_500));
        if self.roll(3) == 0 {
            months_after(day("2024-01-31"), u32::try_from(self.roll(48)).unwrap())
        } else {
            date
        }
    }
    fn rules(&mut self) -> LendingRules {
        let method = self.pick(&M::iter().collect::<Vec<_>>());
        let period = self.pick(&[RatePeriod::Month, RatePeriod::Year]);
        let cap = if period == RatePeriod::Month { 16_666 } else { 200_000 };
        let rate = if method == M::InterestFree { 0 } else { 1 + u32::try_from(self.roll(cap)).unwrap() };
        let early: &[EarlyRepayment] = if method == M::Flat {
            &[
                EarlyRepayment::FullInterest,
                EarlyRepayment::RuleOfMonths,
                EarlyRepayment::ElapsedPeriods,
                EarlyRepayment::InterestToDate,
            ]
        } else {
            &[EarlyRepayment::ElapsedPeriods, EarlyRepayment::InterestToDate]
        };
        let rules = LendingRules {
            rate_period: period,
            grace_principal_months: 6,
            bullet_interest: self.pick(&[BulletInterest::EachPeriod, BulletInterest::AtEnd]),
            day_count: self.pick(&[DayCount::PerPeriod, DayCount::Thirty360, DayCount::Actual365]),
            rounding_unit_vnd: self.pick(&RoundingUnit::iter().collect::<Vec<_>>()),
            late_charge: self.pick(&[
                LateCharge::None,
                LateCharge::PenaltyRate,
                LateCharge::PerDay { rate_ppm: 300 },
                LateCharge::Flat { amount_vnd: Amount::new(5_000).unwrap() },
            ]),
            early_repayment: self.pick(early),
            partial_prepayment: self
                .pick(&[PartialPrepayment::ShortenTerm, PartialPrepayment::ReduceInstalment]),
            ..rules(method, rate)
        };
        rules.check().unwrap();
        rules
    }
    fn contract(&mut self, start: NaiveDate) -> Contract {
        let rules = self.rules();
        let scale = self.pick(&[10, 10_000, 1_000_000, 50_000_000]);
        let principal = Amount::new(self.amount(scale)).unwrap();
        let term = 1 + u8::try_from(self.roll(36)).unwrap();
        if rules.interest_method != M::Annuity && self.roll(5) == 0 {
            let mut dates = vec![];
            let mut date = start;
            while dates.len() < 4 {
                date = date + Days::new(1 + self.roll(u64::from(term) * 7));
                dates.push(date);
            }
            let contract = Contract::new(&rules, principal, term, 0, Some(dates)).unwrap();
            contract.may_start(start).unwrap();
            return contract;
        }
        let grace = u8::try_from(self.roll(7)).unwrap().min(term - 1);
        Contract::new(&rules, principal, term, grace, None).unwrap()
    }
}

#[test]
fn no_schedule_of_a_hundred_thousand_loses_a_dong() {
    let mut dice = Dice(20_260_115);
    for turn in 0..100_000 {
        let start = dice.day();
        let contract = dice.contract(start);
        let schedule = plan(&contract, start);
        let told = || format!("{turn}: {contract:?} from {start}");
        assert_eq!(schedule.principal_vnd(), contract.principal_vnd, "{}", told());
        let rows = &schedule.instalments;
        assert!(
            rows.is_sorted_by(|one, next| one.due_on < next.due_on && one.number + 1 == next.number),
            "{}",
            told()
        );
        assert!(
            rows.iter().all(|row| !row.principal_vnd.is_negative() && !row.interest_vnd.is_negative()),
            "{}",
            told()
        );
        assert!(rows.iter().all(|row| row.due_on > start) && schedule.first_number() == 1, "{}", told());
        let ends_on = months_after(start, u32::from(contract.term_months));
        assert!(schedule.ends_on().unwrap() <= ends_on, "{}", told());
        let rules = &contract.rules;
        if rules.interest_method == M::Flat && contract.day_count() == DayCount::PerPeriod {
            let time = Year { part: contract.term_months.into(), whole: 12 };
            let all = interest(contract.principal_vnd, rules.yearly_ppm(), time, rules.rounding_unit_vnd);
            assert_eq!(schedule.interest_vnd(), all, "{}", told());
        }
        if rules.interest_method == M::InterestFree {
            assert_eq!(schedule.interest_vnd(), Vnd::ZERO, "{}", told());
        }
    }
}

#[test]
fn however_a_loan_is_repaid_it_adds_up_and_ends_at_its_payoff() {
    let mut dice = Dice(7);
    let (mut closed, mut renewed, mut refused) = (0, 0, 0);
    for turn in 0..3_000 {
        let start = dice.day();
        let mut loan = Loan::new(dice.contract(start), start);
        if dice.roll(4) == 0 {
            let from = start + Days::new(dice.roll(200));
            let to = (dice.roll(2) == 0).then(|| from + Days::new(dice.roll(60)));
            loan.freezes.push(Freeze { from, to });
        }
        let (mut today, mut seen) = (start, vec![]);
        for step in 0..40 {
            let told = format!("{turn}.{step} on {today}: {loan:?}");
            let facts = loan.facts();
            let end = payoff(&facts, today);
            assert!(!end.interest_vnd.is_negative() && !end.late_charge_vnd.is_negative(), "{told}");
            assert_eq!(end.lines.iter().map(|line| line.amount_vnd).sum::<Vnd>(), end.total_vnd, "{told}");
            if dice.roll(12) == 0 && end.principal_vnd > Vnd::ZERO {
                let left = remaining(&facts, today).unwrap();
                let how = match dice.roll(3) {
                    0 => Replan::Shift { since: today, months: 2 },
                    1 => Replan::NewDates { due_dates: vec![today + Days::new(40), today + Days::new(100)] },
                    _ => Replan::NewTerm { term_months: 8, grace_principal_months: 2 },
                };
                let schedule = replan(&loan.contract, &left, &how);
                assert!(
                    schedule.interest_vnd() >= left.interest_due_vnd + left.interest_running_vnd,
                    "{told}"
                );
                loan.renew(today, schedule);
            }
            let facts = loan.facts();
            let end = payoff(&facts, today).total_vnd.get();
            let due = standing(&facts, today);
            let due = (due.due_principal_vnd + due.due_interest_vnd + due.due_late_charge_vnd).get();
            let (early, waive) = (dice.roll(3) == 0, dice.roll(5) == 0);
            let dong = match dice.roll(4) {
                0 => end - i64::try_from(dice.roll(3)).unwrap(),
                1 => due,
                _ => dice.amount(end + 2),
            };
            let dong = dong.max(1);
            match allocate(&facts, Amount::new(dong).unwrap(), today, early, waive) {
                Ok(divided) => {
                    assert_eq!(
                        divided.lines.iter().map(|line| line.amount_vnd.get()).sum::<i64>(),
                        dong,
                        "{told}"
                    );
                    assert!(divided.lines.iter().all(|line| line.amount_vnd > Vnd::ZERO), "{told}");
                    let ends = end - divided.late_charge_waived_vnd.get();
                    assert_eq!(divided.closes, dong == ends, "{told}: {divided:?}");
                    let advance = divided.of(Part::AdvancePrincipal) > Vnd::ZERO;
                    assert_eq!(divided.next_version.is_some(), advance && !divided.closes, "{told}");
                    renewed += usize::from(divided.next_version.is_some());
                    loan.record(today, &divided);
                    closed += usize::from(divided.closes);
                }
                Err(Refusal::AbovePayoff { payoff_vnd }) => assert!(dong > payoff_vnd.get(), "{told}"),
                Err(Refusal::BelowPayoff { at_most_vnd, payoff_vnd }) => {
                    assert!(at_most_vnd.get() < dong && dong < payoff_vnd.get(), "{told}");
                    refused += 1;
                }
                Err(Refusal::NothingOwed) => assert!(end == 0 || waive, "{told}"),
                Err(other) => panic!("{told}: {other:?}"),
            }
            let standing_today = standing(&loan.facts(), today);
            let told = format!("{turn}.{step} after {today}: {loan:?}");
            let owed = standing_today.outstanding_principal_vnd;
            assert_eq!(standing_today.repaid_principal_vnd + owed, loan.contract.principal_vnd, "{told}");
            assert!(!owed.is_negative(), "{told}");
            let version = loan.versions.last().unwrap();
            let rows = &version.schedule.instalments;
            assert!(
                rows.is_sorted_by(|one, next| one.due_on < next.due_on && one.number + 1 == next.number),
                "{told}"
            );
            assert!(rows.iter().all(|row| !row.interest_vnd.is_negative()), "{told}");
            if version.effective_on == today && loan.payments.last().is_none_or(|paid| paid.paid_on < today) {
                assert_eq!(version.schedule.principal_vnd(), owed, "{told}");
            }
            for (as_of, before) in &seen {
                assert_eq!(&standing(&loan.facts(), *as_of), before, "{told}");
            }
            if owed.is_zero() {
                assert_eq!(payoff(&loan.facts(), today + Days::new(50)).total_vnd, Vnd::ZERO, "{told}");
                let later = standing(&loan.facts(), today + Days::new(50));
                assert_eq!(
                    (later.due_interest_vnd, later.due_principal_vnd),
                    (Vnd::ZERO, Vnd::ZERO),
                    "{told}"
                );
                break;
            }
            let next = today + Days::new(dice.roll(40));
            if next > today {
                seen.push((today, standing_today));
                seen.drain(..seen.len().saturating_sub(3));
            }
            today = next;
        }
    }
    assert!(
        closed > 500 && renewed > 500 && refused > 10,
        "{closed} {renewed} {refused}: the test has gone blind"
    );
}
