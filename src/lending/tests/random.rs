//! Any loan, and any way to repay it: not one đồng drifts.

use super::super::allocation::{AllocationPart, Refusal, allocate};
use super::super::contract::LoanContract;
use super::super::exact::{Year, interest, months_after};
use super::super::payoff::{LoanPayoff, payoff};
use super::super::rules::{
    BulletInterest, DayCount, EarlyRepayment, InterestMethod as M, LateCharge, LendingRules,
    PartialPrepayment, RatePeriod, RoundingUnit,
};
use super::super::schedule::{Instalment, Replan, plan, replan};
use super::super::standing::{Freeze, LoanStanding, remaining, standing};
use super::{Loan, day, rules};
use crate::platform::money::{Amount, Vnd};
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
    fn contract(&mut self, start: NaiveDate) -> LoanContract {
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
            let contract = LoanContract::new(&rules, principal, term, 0, Some(dates)).unwrap();
            contract.may_start(start).unwrap();
            return contract;
        }
        let grace = u8::try_from(self.roll(7)).unwrap().min(term - 1);
        LoanContract::new(&rules, principal, term, grace, None).unwrap()
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

/// One loan, and what was seen of it on earlier days.
struct Life {
    dice: Dice,
    loan: Loan,
    today: NaiveDate,
    seen: Vec<LoanStanding>,
    advanced: usize,
    below_payoff: usize,
    rescheduled: usize,
}

impl Life {
    fn told(&self) -> String {
        format!("on {}: {:?}", self.today, self.loan)
    }
    /// The club grants more time.
    fn reschedule(&mut self) {
        let left = remaining(&self.loan.facts(), self.today).unwrap();
        let how = match self.dice.roll(3) {
            0 => Replan::Shift { since: self.today, months: 1 + u8::try_from(self.dice.roll(3)).unwrap() },
            1 => {
                let (mut day, mut due_dates) = (self.today, vec![]);
                for _ in 0..=self.dice.roll(4) {
                    day = day + Days::new(1 + self.dice.roll(100));
                    due_dates.push(day);
                }
                Replan::NewDates { due_dates }
            }
            _ => {
                let term_months = 1 + u8::try_from(self.dice.roll(12)).unwrap();
                let grace = u8::try_from(self.dice.roll(3)).unwrap();
                Replan::NewTerm { term_months, grace_principal_months: grace.min(term_months - 1) }
            }
        };
        let schedule = replan(&self.loan.contract, &left, &how);
        assert!(schedule.interest_vnd() >= left.interest_early_end_vnd, "{how:?} {}", self.told());
        assert_eq!(schedule.principal_vnd(), left.outstanding_vnd, "{how:?} {}", self.told());
        let before = (payoff(&self.loan.facts(), self.today), standing(&self.loan.facts(), self.today));
        self.loan.renew(self.today, schedule);
        let after = (payoff(&self.loan.facts(), self.today), standing(&self.loan.facts(), self.today));
        // the minute before and the minute after, to the đồng
        let parts = |end: &LoanPayoff| (end.principal_vnd, end.interest_vnd, end.late_charge_vnd);
        assert_eq!(parts(&after.0), parts(&before.0), "{how:?} {}", self.told());
        assert!(after.1.class >= before.1.class, "{how:?} {}", self.told());
        let next = payoff(&self.loan.facts(), self.today + Days::new(1));
        assert!(next.total_vnd >= after.0.total_vnd, "{how:?} {}", self.told());
        self.rescheduled += 1;
    }
    /// Somebody pays: what is due, about the payoff, or anything.
    fn pay(&mut self) {
        let facts = self.loan.facts();
        let end = payoff(&facts, self.today).total_vnd.get();
        let now = standing(&facts, self.today);
        let due = (now.due_principal_vnd + now.due_interest_vnd + now.due_late_charge_vnd).get();
        let (early, waive) = (self.dice.roll(3) == 0, self.dice.roll(5) == 0);
        let dong = match self.dice.roll(4) {
            0 => end - i64::try_from(self.dice.roll(3)).unwrap(),
            1 => due,
            _ => self.dice.amount(end + 2),
        };
        let dong = dong.max(1);
        match allocate(&self.loan.facts(), Amount::new(dong).unwrap(), self.today, early, waive) {
            Ok(divided) => {
                let sum: Vnd = divided.lines.iter().map(|line| line.amount_vnd).sum();
                assert_eq!(sum.get(), dong, "{}", self.told());
                assert!(divided.lines.iter().all(|line| line.amount_vnd > Vnd::ZERO), "{}", self.told());
                let ends = dong == end - divided.late_charge_waived_vnd.get();
                assert_eq!(divided.closes, ends, "{divided:?} {}", self.told());
                let advance = divided.of(AllocationPart::AdvancePrincipal) > Vnd::ZERO;
                assert_eq!(divided.next_version.is_some(), advance && !divided.closes, "{}", self.told());
                self.advanced += usize::from(divided.next_version.is_some());
                self.loan.record(self.today, &divided);
                // what is paid ends no debt but its own
                let left = payoff(&self.loan.facts(), self.today).total_vnd;
                let at_least = end - dong - divided.late_charge_waived_vnd.get();
                assert!(left.get() >= at_least, "{divided:?} {}", self.told());
            }
            Err(Refusal::AbovePayoff { payoff_vnd }) => assert!(dong > payoff_vnd.get(), "{}", self.told()),
            Err(Refusal::BelowPayoff { at_most_vnd, payoff_vnd }) => {
                assert!(at_most_vnd.get() < dong && dong < payoff_vnd.get(), "{}", self.told());
                self.below_payoff += 1;
            }
            Err(other) => panic!("{other:?} {}", self.told()),
        }
    }
    /// The board writes off what is left.
    fn write_off(&mut self) {
        let owed = standing(&self.loan.facts(), self.today).outstanding_principal_vnd;
        self.today = self.today + Days::new(1);
        self.loan.written_off = Some((self.today, owed));
        let now = self.check();
        assert_eq!((now.written_off_principal_vnd, now.outstanding_principal_vnd), (owed, Vnd::ZERO));
    }
    /// What must be true of any loan on any day.
    fn check(&self) -> LoanStanding {
        let facts = self.loan.facts();
        let now = standing(&facts, self.today);
        let owed = now.outstanding_principal_vnd;
        assert_eq!(
            now.repaid_principal_vnd + owed + now.written_off_principal_vnd,
            self.loan.contract.principal_vnd,
            "{}",
            self.told()
        );
        assert!(!owed.is_negative(), "{}", self.told());
        let end = payoff(&facts, self.today);
        assert!(!end.interest_vnd.is_negative() && !end.late_charge_vnd.is_negative(), "{}", self.told());
        assert_eq!(end.principal_vnd, owed, "{}", self.told());
        assert_eq!(
            end.lines.iter().map(|line| line.amount_vnd).sum::<Vnd>(),
            end.total_vnd,
            "{}",
            self.told()
        );
        let version = self.loan.versions.last().unwrap();
        let rows = &version.schedule.instalments;
        let follows =
            |one: &Instalment, next: &Instalment| one.due_on < next.due_on && one.number + 1 == next.number;
        assert!(rows.is_sorted_by(follows), "{}", self.told());
        assert!(rows.iter().all(|row| !row.interest_vnd.is_negative()), "{}", self.told());
        let later = self.today + Days::new(50);
        if owed.is_zero() {
            assert_eq!(end.total_vnd, Vnd::ZERO, "{}", self.told());
            assert_eq!(payoff(&facts, later).total_vnd, Vnd::ZERO, "{}", self.told());
            assert_eq!(
                LoanStanding { as_of: self.today, frozen: now.frozen, ..standing(&facts, later) },
                now,
                "{}",
                self.told()
            );
        } else {
            let left = remaining(&facts, self.today).unwrap().instalments;
            assert_eq!(left.iter().map(|row| row.principal_vnd).sum::<Vnd>(), owed, "{}", self.told());
            // once all is due, what ends the loan is what is due
            let last = later.max(version.schedule.ends_on().unwrap());
            let (due, end) = (standing(&facts, last), payoff(&facts, last));
            assert_eq!(
                (due.due_principal_vnd, due.due_interest_vnd),
                (end.principal_vnd, end.interest_vnd),
                "{}",
                self.told()
            );
        }
        for before in &self.seen {
            assert_eq!(&standing(&facts, before.as_of), before, "{}", self.told());
        }
        now
    }
}

/// So many loans, each with its life of payments, reschedules and pauses.
fn live(lives: u64) {
    let (mut closed, mut advanced, mut below_payoff, mut rescheduled) = (0, 0, 0, 0);
    for turn in 0..lives {
        let mut dice = Dice(turn);
        let today = dice.day();
        let mut loan = Loan::new(dice.contract(today), today);
        if dice.roll(4) == 0 {
            let from = today + Days::new(dice.roll(200));
            let to = (dice.roll(2) == 0).then(|| from + Days::new(dice.roll(60)));
            loan.freezes.push(Freeze { from, to });
        }
        let mut life = Life { dice, loan, today, seen: vec![], advanced: 0, below_payoff: 0, rescheduled: 0 };
        let mut open = true;
        for _ in 0..40 {
            if life.dice.roll(5) == 0 {
                life.reschedule();
            }
            if life.dice.roll(3) > 0 {
                life.pay();
            }
            let now = life.check();
            if now.outstanding_principal_vnd.is_zero() {
                closed += 1;
                open = false;
                break;
            }
            let next = life.today + Days::new(life.dice.roll(40));
            if next > life.today {
                life.seen.push(now);
                life.seen.drain(..life.seen.len().saturating_sub(3));
            }
            life.today = next;
        }
        if open {
            life.write_off();
        }
        advanced += life.advanced;
        below_payoff += life.below_payoff;
        rescheduled += life.rescheduled;
    }
    assert!(
        closed > 500 && advanced > 500 && below_payoff > 10 && rescheduled > 1_000,
        "{closed} {advanced} {below_payoff} {rescheduled}: the test has gone blind"
    );
}

#[test]
fn however_a_loan_is_repaid_and_rescheduled_it_adds_up_and_ends_at_its_payoff() {
    live(3_000);
}

/// `cargo test --release -p lien-the-he-lending a_hundred_thousand_lives -- --ignored`
#[test]
#[ignore = "takes minutes where nothing is optimised; three thousand of these lives are in the suite"]
fn a_hundred_thousand_lives_with_reschedules_add_up() {
    live(100_000);
}
