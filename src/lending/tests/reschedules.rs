//! More time for a running loan: interest to the day on the old terms, from that day on the new.

use super::super::payoff::payoff;
use super::super::rules::{BulletInterest, DayCount, EarlyRepayment, InterestMethod as M, LendingRules};
use super::super::schedule::{Replan, replan};
use super::super::standing::{ArrearsClass, remaining};
use super::{Loan, agree, day, rules};
use crate::platform::money::Vnd;
use chrono::{Days, NaiveDate};

/// 12,000,000 at 1 % a month in twelve instalments, from a day on, with the first one paid when it was due.
fn paid_once(rules: &LendingRules, start: &str, first: &str) -> Loan {
    let mut loan = Loan::new(agree(rules, 12_000_000, 12), day(start));
    let due = loan.on(first);
    loan.pay((due.due_principal_vnd + due.due_interest_vnd).get(), first).unwrap();
    loan
}
fn grant(loan: &mut Loan, on: &str, how: &Replan) {
    let left = remaining(&loan.facts(), day(on)).unwrap();
    let schedule = replan(&loan.contract, &left, how);
    loan.renew(day(on), schedule);
}
fn interests(loan: &Loan) -> Vec<i64> {
    loan.versions.last().unwrap().schedule.instalments.iter().map(|row| row.interest_vnd.get()).collect()
}
fn ends(loan: &Loan, on: &str) -> i64 {
    payoff(&loan.facts(), day(on)).interest_vnd.get()
}
fn term(term_months: u8) -> Replan {
    Replan::NewTerm { term_months, grace_principal_months: 0 }
}
fn dates(from: &str, days: &[u64]) -> Replan {
    Replan::NewDates { due_dates: days.iter().map(|later| day(from) + Days::new(*later)).collect() }
}

#[test]
fn a_day_into_a_period_costs_a_day_of_it_and_the_new_period() {
    for (start, first, on) in [
        ("2026-01-15", "2026-02-15", "2026-02-16"), // of a month of 28 days, and of one of 30
        ("2026-03-15", "2026-04-15", "2026-04-16"),
    ] {
        let mut loan = paid_once(&rules(M::DecliningEqualPrincipal, 10_000), start, first);
        assert_eq!(ends(&loan, on), 110_000);
        grant(&mut loan, on, &term(11));
        // 110,000 ÷ 30, and 1 % of 11,000,000
        assert_eq!(interests(&loan)[..2], [113_667, 100_000]);
        assert_eq!(ends(&loan, on), 110_000);
        let tomorrow = (day(on) + Days::new(1)).to_string();
        assert_eq!(ends(&loan, &tomorrow), 113_667);
    }
}

#[test]
fn new_dates_cost_the_days_between_them() {
    let on = "2026-02-15";
    let granted = |how: &Replan| {
        let mut loan = paid_once(&rules(M::DecliningEqualPrincipal, 10_000), "2026-01-15", on);
        grant(&mut loan, on, how);
        interests(&loan)
    };
    // 7 days of 11,000,000, of 8,250,000, of 5,500,000 and of 2,750,000 at 12 % a year
    assert_eq!(granted(&dates(on, &[7, 14, 21, 28])), [25_315, 18_986, 12_658, 6_329]);
    assert_eq!(granted(&dates(on, &[7, 14, 21, 28])).iter().sum::<i64>(), 63_288);
    assert_eq!(granted(&dates(on, &[364])), [1_316_384]);
    // days count on after a part was paid in advance
    let mut loan = paid_once(&rules(M::DecliningEqualPrincipal, 10_000), "2026-01-15", on);
    grant(&mut loan, on, &dates(on, &[40, 47, 54]));
    loan.pay_as(1_000_000, on, true, false).unwrap();
    assert_eq!(interests(&loan), [131_507, 14_575, 6_137]);
}

#[test]
fn a_bullet_loan_keeps_all_its_interest_for_the_end() {
    let rules = LendingRules { bullet_interest: BulletInterest::AtEnd, ..rules(M::Bullet, 10_000) };
    let mut loan = Loan::new(agree(&rules, 12_000_000, 12), day("2026-01-15"));
    assert_eq!(ends(&loan, "2026-04-15"), 360_000);
    grant(&mut loan, "2026-04-15", &term(12));
    // 3 months and 12 months, in one sum
    assert_eq!(interests(&loan), [360_000 + 1_440_000]);
    assert_eq!(ends(&loan, "2026-04-15"), 360_000);
    assert_eq!(ends(&loan, "2026-04-16"), 480_000);
    assert_eq!(ends(&loan, "2026-07-15"), 720_000);
    assert_eq!(ends(&loan, "2027-04-15"), 1_800_000);
}

#[test]
fn a_flat_loan_owes_the_day_and_then_the_flat_rate_on_what_is_owed() {
    let on = "2026-02-25"; // 10 of 30 days into the second period
    let granted = |early_repayment| {
        let rules = LendingRules { early_repayment, ..rules(M::Flat, 10_000) };
        let mut loan = paid_once(&rules, "2026-01-15", "2026-02-15");
        let before = ends(&loan, on);
        grant(&mut loan, on, &term(10));
        assert_eq!(ends(&loan, on), before);
        (before, interests(&loan)[..2].to_vec())
    };
    assert_eq!(granted(EarlyRepayment::ElapsedPeriods), (120_000, vec![150_000, 110_000]));
    // 10 of 28 days
    assert_eq!(granted(EarlyRepayment::InterestToDate), (42_857, vec![152_857, 110_000]));
    // all interest of the contract stays owed: 1,320,000; the new schedule comes to less, so the last owes the rest
    assert_eq!(granted(EarlyRepayment::FullInterest), (1_320_000, vec![150_000, 110_000]));
    // (12 + 11) ÷ 78 of 1,440,000, less 120,000
    assert_eq!(granted(EarlyRepayment::RuleOfMonths), (304_615, vec![150_000, 110_000]));
}

#[test]
fn a_shorter_time_costs_no_less_than_an_early_end_would_have() {
    let mut loan = paid_once(&rules(M::DecliningEqualPrincipal, 10_000), "2026-01-15", "2026-02-15");
    grant(&mut loan, "2026-02-16", &dates("2026-02-16", &[7, 14, 21, 28]));
    assert_eq!(interests(&loan).iter().sum::<i64>(), 110_000);
    assert_eq!(ends(&loan, "2026-02-16"), 110_000);
    assert_eq!(ends(&loan, "2026-03-16"), 110_000);
}

#[test]
fn interest_paid_ahead_is_taken_off_the_new_instalments() {
    let mut loan =
        Loan::new(agree(&rules(M::DecliningEqualPrincipal, 10_000), 12_000_000, 12), day("2026-01-15"));
    loan.pay(1_120_000, "2026-01-20").unwrap();
    grant(&mut loan, "2026-01-30", &term(11));
    // half a month of 120,000 was earned, so 60,000 were paid ahead
    assert_eq!(loan.versions[1].schedule.interest_carried_vnd, Vnd::new(-60_000));
    assert_eq!(interests(&loan)[..2], [50_000, 100_000]);
    // an early end gives nothing back
    assert_eq!((ends(&loan, "2026-01-30"), ends(&loan, "2026-01-31")), (0, 50_000));
    let mut loan =
        Loan::new(agree(&rules(M::DecliningEqualPrincipal, 10_000), 12_000_000, 12), day("2026-01-15"));
    loan.pay(1_120_000, "2026-01-20").unwrap();
    grant(&mut loan, "2026-01-30", &dates("2026-01-30", &[7, 14, 21, 28]));
    assert_eq!(interests(&loan), [0, 0, 0, 3_288]);
}

#[test]
fn interest_to_the_day_is_what_the_rule_for_an_early_end_makes_of_it() {
    let with = |day_count| {
        let early_repayment = EarlyRepayment::InterestToDate;
        let rules = LendingRules { day_count, early_repayment, ..rules(M::DecliningEqualPrincipal, 10_000) };
        let mut loan = paid_once(&rules, "2026-01-15", "2026-02-15");
        let before = ends(&loan, "2026-02-16");
        grant(&mut loan, "2026-02-16", &term(11));
        assert_eq!(ends(&loan, "2026-02-16"), before);
        (before, interests(&loan)[0])
    };
    // 11,000,000 × 12 % ÷ 365, and a month; ÷ 360; and 28 days
    assert_eq!(with(DayCount::PerPeriod), (3_616, 113_616));
    assert_eq!(with(DayCount::Thirty360), (3_667, 113_667));
    assert_eq!(with(DayCount::Actual365), (3_616, 3_616 + 101_260));
}

#[test]
fn the_class_of_arrears_is_kept_until_the_new_schedule_is_performed() {
    let mut loan =
        Loan::new(agree(&rules(M::DecliningEqualPrincipal, 10_000), 12_000_000, 12), day("2026-01-15"));
    let class = |loan: &Loan, on: &str| {
        let standing = loan.on(on);
        (standing.days_past_due, standing.class, standing.rescheduled, standing.arrears_class_at_reschedule)
    };
    let kept = Some(ArrearsClass::Days31To60);
    assert_eq!(class(&loan, "2026-03-20"), (33, ArrearsClass::Days31To60, false, None));
    grant(&mut loan, "2026-03-20", &dates("2026-03-20", &[1, 60, 90]));
    assert_eq!(class(&loan, "2026-03-19"), (32, ArrearsClass::Days31To60, false, None));
    assert_eq!(class(&loan, "2026-03-20"), (0, ArrearsClass::Days31To60, true, kept));
    // an instalment of the next day proves nothing, and neither does another reschedule
    let due = loan.on("2026-03-21");
    loan.pay((due.due_principal_vnd + due.due_interest_vnd).get(), "2026-03-21").unwrap();
    assert_eq!(class(&loan, "2026-03-25"), (0, ArrearsClass::Days31To60, true, kept));
    grant(&mut loan, "2026-03-25", &term(8));
    assert_eq!(class(&loan, "2026-04-24"), (0, ArrearsClass::Days31To60, true, kept));
    assert_eq!(loan.versions.last().unwrap().schedule.arrears_class, kept);
    let due = loan.on("2026-04-25");
    loan.pay((due.due_principal_vnd + due.due_interest_vnd).get(), "2026-04-25").unwrap();
    assert_eq!(class(&loan, "2026-04-25"), (0, ArrearsClass::Current, true, None));
    assert_eq!(class(&loan, "2026-04-24"), (0, ArrearsClass::Days31To60, true, kept));
}

#[test]
fn a_reschedule_is_worth_the_same_the_minute_before_and_after_whatever_was_agreed() {
    let methods = [M::Flat, M::DecliningEqualPrincipal, M::Annuity, M::Bullet, M::InterestFree];
    let mut seen = 0;
    for method in methods {
        for day_count in [DayCount::PerPeriod, DayCount::Thirty360, DayCount::Actual365] {
            for early_repayment in [
                EarlyRepayment::FullInterest,
                EarlyRepayment::ElapsedPeriods,
                EarlyRepayment::RuleOfMonths,
                EarlyRepayment::InterestToDate,
            ] {
                let rate = if method == M::InterestFree { 0 } else { 10_000 };
                let rules = LendingRules { day_count, early_repayment, ..rules(method, rate) };
                if rules.check().is_err() {
                    continue; // two of the rules are for flat interest alone
                }
                for paid in [0_i64, 500_000, 1_500_000, 3_000_000] {
                    for on in
                        ["2026-01-15", "2026-01-16", "2026-02-14", "2026-02-15", "2026-04-03", "2027-01-15"]
                    {
                        continuous(&rules, paid, day(on));
                        seen += 1;
                    }
                }
            }
        }
    }
    assert_eq!(seen, (4 + 4 * 2) * 3 * 4 * 6);
}

/// A loan of which so much was paid on a day is worth the same before and after any reschedule of that day.
fn continuous(rules: &LendingRules, paid: i64, on: NaiveDate) {
    let hows = [
        term(1),
        term(12),
        Replan::NewTerm { term_months: 6, grace_principal_months: 3 },
        dates(&on.to_string(), &[1]),
        dates(&on.to_string(), &[7, 14, 400]),
        Replan::Shift { since: on, months: 3 },
    ];
    for how in &hows {
        let mut loan = Loan::new(agree(rules, 12_000_000, 12), day("2026-01-15"));
        if paid > 0 {
            loan.pay(paid, &on.to_string()).unwrap();
        }
        let before = payoff(&loan.facts(), on);
        let left = remaining(&loan.facts(), on).unwrap();
        let schedule = replan(&loan.contract, &left, how);
        loan.renew(on, schedule);
        let after = payoff(&loan.facts(), on);
        assert_eq!(
            (after.principal_vnd, after.interest_vnd, after.total_vnd),
            (before.principal_vnd, before.interest_vnd, before.total_vnd),
            "{rules:?} {paid} {on} {how:?}"
        );
    }
}
