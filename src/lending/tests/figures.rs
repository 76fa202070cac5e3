//! Schedules against figures reckoned by hand.

use super::super::rules::{
    BulletInterest, DayCount, InterestMethod as M, LendingRules, RatePeriod, RoundingUnit,
};
use super::super::schedule::{RepaymentSchedule, daily_interest, plan};
use super::{agree, contract, day, rules};
use crate::platform::money::Amount;
use crate::platform::money::Vnd;

fn schedule(method: M, rate: u32, dong: i64, months: u8) -> RepaymentSchedule {
    plan(&contract(method, rate, dong, months), day("2026-01-15"))
}
fn principals(schedule: &RepaymentSchedule) -> Vec<i64> {
    schedule.instalments.iter().map(|instalment| instalment.principal_vnd.get()).collect()
}
fn interests(schedule: &RepaymentSchedule) -> Vec<i64> {
    schedule.instalments.iter().map(|instalment| instalment.interest_vnd.get()).collect()
}
fn totals(schedule: &RepaymentSchedule) -> Vec<i64> {
    schedule.instalments.iter().map(|instalment| instalment.total_vnd().get()).collect()
}

#[test]
fn flat_loans_cost_what_they_should() {
    for (dong, rate, months, each, last, interest, all) in [
        (5_000_000, 7_000, 12, 416_666, 416_674, 35_000, 420_000),
        (10_000_000, 6_500, 10, 1_000_000, 1_000_000, 65_000, 650_000),
        (7_000_000, 8_300, 9, 777_777, 777_784, 58_100, 522_900),
    ] {
        let schedule = schedule(M::Flat, rate, dong, months);
        let count = usize::from(months);
        assert_eq!(principals(&schedule), [vec![each; count - 1], vec![last]].concat());
        assert_eq!(interests(&schedule), vec![interest; count]);
        assert_eq!(schedule.interest_vnd().get(), all);
        assert_eq!(schedule.principal_vnd().get(), dong);
    }
}

#[test]
fn loans_of_equal_principal_cost_what_they_should() {
    for (dong, rate, months, known, all) in [
        (5_000_000, 7_000, 12, vec![(1, 35_000), (2, 32_083), (3, 29_167), (12, 2_917)], 227_500),
        (10_000_000, 6_500, 10, vec![(1, 65_000), (2, 58_500), (10, 6_500)], 357_500),
        (7_000_000, 8_300, 9, vec![(1, 58_100), (2, 51_644), (3, 45_189), (9, 6_456)], 290_500),
    ] {
        let schedule = schedule(M::DecliningEqualPrincipal, rate, dong, months);
        for (number, interest) in known {
            assert_eq!(interests(&schedule)[number - 1], interest, "{dong}: {number}");
        }
        assert_eq!(schedule.interest_vnd().get(), all);
        assert_eq!(schedule.principal_vnd().get(), dong);
    }
}

#[test]
fn annuities_cost_what_they_should() {
    for (dong, rate, months, each, last, known, all) in [
        (5_000_000, 7_000, 12, 435_867, 435_873, [35_000, 32_194, 29_368], 230_410),
        (10_000_000, 6_500, 10, 1_036_097, 1_036_100, [65_000, 58_688, 52_335], 360_973),
        (7_000_000, 8_300, 9, 810_411, 810_415, [58_100, 51_856, 45_560], 293_703),
    ] {
        let schedule = schedule(M::Annuity, rate, dong, months);
        assert_eq!(totals(&schedule), [vec![each; usize::from(months) - 1], vec![last]].concat());
        assert_eq!(interests(&schedule)[..3], known);
        assert_eq!(schedule.interest_vnd().get(), all);
        assert_eq!(schedule.principal_vnd().get(), dong);
    }
}

#[test]
fn a_loan_without_interest_is_only_divided() {
    let schedule = schedule(M::InterestFree, 0, 3_000_000, 7);
    assert_eq!(principals(&schedule), [vec![428_571; 6], vec![428_574]].concat());
    assert_eq!(interests(&schedule), vec![0; 7]);
}

#[test]
fn a_bullet_is_repaid_at_the_end() {
    let each = schedule(M::Bullet, 7_000, 5_000_000, 6);
    assert_eq!(principals(&each), [vec![0; 5], vec![5_000_000]].concat());
    assert_eq!(interests(&each), vec![35_000; 6]);
    let rules = LendingRules { bullet_interest: BulletInterest::AtEnd, ..rules(M::Bullet, 7_000) };
    let once = plan(&agree(&rules, 5_000_000, 6), day("2026-01-31"));
    assert_eq!(totals(&once), [5_210_000]);
    assert_eq!((once.ends_on(), once.first_number()), (Some(day("2026-07-31")), 1));
}

#[test]
fn interest_by_days_is_reckoned_by_the_yearly_rate() {
    let yearly = |rate_ppm| LendingRules { rate_period: RatePeriod::Year, ..rules(M::Bullet, rate_ppm) };
    let of = |rate, from, to| {
        daily_interest(&agree(&yearly(rate), 5_000_000, 6), Vnd::new(5_000_000), day(from), day(to)).get()
    };
    assert_eq!(of(84_000, "2026-01-01", "2026-02-15"), 51_781);
    assert_eq!(of(120_000, "2026-01-01", "2026-02-01"), 50_959);
    // 0.70 % a month is 8.4 % a year
    assert_eq!(
        daily_interest(
            &contract(M::Bullet, 7_000, 5_000_000, 6),
            Vnd::new(5_000_000),
            day("2026-01-01"),
            day("2026-02-15")
        )
        .get(),
        51_781
    );
}

#[test]
fn a_month_without_the_day_has_its_last_one() {
    let dues = |method| -> Vec<String> {
        let schedule = plan(&contract(method, 7_000, 1_000_000, 6), day("2026-01-31"));
        schedule.instalments.iter().map(|instalment| instalment.due_on.to_string()).collect()
    };
    let expected = ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31"];
    assert_eq!(dues(M::Flat), expected);
    assert_eq!(dues(M::Annuity), expected);
}

#[test]
fn rounded_instalments_leave_the_difference_to_the_last() {
    let thousand = |method| {
        let rules = LendingRules { rounding_unit_vnd: RoundingUnit::Thousand, ..rules(method, 7_000) };
        plan(&agree(&rules, 5_000_000, 12), day("2026-01-15"))
    };
    let flat = thousand(M::Flat);
    assert_eq!(principals(&flat), [vec![416_000; 11], vec![424_000]].concat());
    assert_eq!(flat.interest_vnd().get(), 420_000);
    let annuity = thousand(M::Annuity);
    assert_eq!(totals(&annuity)[..11], vec![436_000; 11]);
    assert!(totals(&annuity)[11] < 436_000);
    assert_eq!(annuity.principal_vnd().get(), 5_000_000);
}

#[test]
fn principal_rests_while_interest_is_paid() {
    let rules = LendingRules { grace_principal_months: 3, ..rules(M::DecliningEqualPrincipal, 10_000) };
    for method in [M::Flat, M::DecliningEqualPrincipal, M::Annuity] {
        let rules = LendingRules { interest_method: method, ..rules.clone() };
        let loan = super::LoanContract::new(&rules, Amount::new(3_000_000).unwrap(), 6, 3, None).unwrap();
        let schedule = plan(&loan, day("2026-01-15"));
        assert_eq!(principals(&schedule)[..3], [0, 0, 0]);
        assert_eq!(interests(&schedule)[..4], [30_000; 4], "{method:?}");
        assert_eq!(schedule.principal_vnd().get(), 3_000_000);
    }
}

#[test]
fn harvests_bear_interest_by_days() {
    let dates = vec![day("2026-06-15"), day("2026-11-15")];
    let loan = |method| {
        let mut loan = contract(method, 10_000, 6_000_000, 12);
        loan.due_dates = Some(dates.clone());
        plan(&loan, day("2026-01-15"))
    };
    // 151 and 153 days at 12 % a year
    let declining = loan(M::DecliningEqualPrincipal);
    assert_eq!(interests(&declining), [297_863, 150_904]);
    assert_eq!(principals(&declining), [3_000_000, 3_000_000]);
    assert_eq!(interests(&loan(M::Flat)), [299_835, 299_836]);
    assert_eq!(totals(&loan(M::Bullet)), [297_863, 6_301_808]);
}

#[test]
fn days_may_be_counted_by_either_calendar() {
    let of = |day_count| {
        let rules = LendingRules { day_count, ..rules(M::Bullet, 10_000) };
        interests(&plan(&agree(&rules, 10_000_000, 3), day("2026-01-15")))
    };
    assert_eq!(of(DayCount::PerPeriod), [100_000; 3]);
    assert_eq!(of(DayCount::Thirty360), [100_000; 3]);
    assert_eq!(of(DayCount::Actual365), [101_918, 92_055, 101_918]);
}
