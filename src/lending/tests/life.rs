//! Loans as they go: on time, late, early, anew.

use super::super::allocation::{Allocated, AllocationPart, Refusal};
use super::super::payoff::{PayoffItem, payoff};
use super::super::rules::{
    BulletInterest, EarlyRepayment, InterestMethod as M, LateCharge, LendingRules, PartialPrepayment,
};
use super::super::schedule::{Replan, replan};
use super::super::standing::{ArrearsClass, Freeze, remaining};
use super::{Loan, agree, day, rules};
use crate::platform::money::{Amount, Vnd};

/// 6,000,000 at 1 % a month in six instalments, from 15 January 2026 on.
fn loan(method: M) -> Loan {
    loan_under(&rules(method, 10_000))
}
fn loan_under(rules: &LendingRules) -> Loan {
    Loan::new(agree(rules, 6_000_000, 6), day("2026-01-15"))
}
fn lines(divided: &Allocated) -> Vec<(AllocationPart, u16, i64)> {
    divided.lines.iter().map(|line| (line.part, line.instalment, line.amount_vnd.get())).collect()
}
fn shape(loan: &Loan) -> Vec<(u16, String, i64, i64)> {
    let schedule = &loan.versions.last().unwrap().schedule;
    schedule
        .instalments
        .iter()
        .map(|i| (i.number, i.due_on.to_string(), i.principal_vnd.get(), i.interest_vnd.get()))
        .collect()
}
fn ends(loan: &Loan, on: &str) -> (i64, i64, i64) {
    let end = payoff(&loan.facts(), day(on));
    assert_eq!(end.lines.iter().map(|line| line.amount_vnd).sum::<Vnd>(), end.total_vnd);
    (end.principal_vnd.get(), end.interest_vnd.get(), end.late_charge_vnd.get())
}

#[test]
fn a_loan_paid_on_time_closes_with_the_last_instalment() {
    let mut loan = loan(M::Flat);
    for (month, on) in
        ["2026-02-15", "2026-03-15", "2026-04-15", "2026-05-15", "2026-06-15"].into_iter().enumerate()
    {
        let divided = loan.pay(1_060_000, on).unwrap();
        let number = u16::try_from(month).unwrap() + 1;
        assert_eq!(
            lines(&divided),
            [(AllocationPart::Interest, number, 60_000), (AllocationPart::Principal, number, 1_000_000)]
        );
        assert!(!divided.closes && divided.next_version.is_none());
        assert_eq!(loan.on(on).days_past_due, 0);
    }
    let last = loan.pay(1_060_000, "2026-07-15").unwrap();
    assert!(last.closes);
    assert_eq!(
        lines(&last),
        [(AllocationPart::Interest, 6, 60_000), (AllocationPart::Principal, 6, 1_000_000)]
    );
    assert_eq!(loan.on("2026-07-15").outstanding_principal_vnd, Vnd::ZERO);
    assert_eq!(loan.pay(1, "2026-07-15"), Err(Refusal::NothingOwed));
}

#[test]
fn a_payment_a_few_days_early_is_that_instalment() {
    let mut loan = loan(M::DecliningEqualPrincipal);
    let divided = loan.pay(1_060_000, "2026-02-10").unwrap();
    assert_eq!(
        lines(&divided),
        [(AllocationPart::Interest, 1, 60_000), (AllocationPart::Principal, 1, 1_000_000)]
    );
    assert_eq!(divided.next_version, None);
    assert_eq!(loan.on("2026-02-16").days_past_due, 0);
}

#[test]
fn days_past_due_count_from_the_oldest_unpaid_instalment() {
    let mut loan = loan(M::Flat);
    assert_eq!(loan.on("2026-02-15").due_principal_vnd, Vnd::new(1_000_000));
    assert_eq!(loan.on("2026-02-15").overdue_principal_vnd, Vnd::ZERO);
    for (on, days, class) in [
        ("2026-02-15", 0, ArrearsClass::Current),
        ("2026-02-16", 1, ArrearsClass::Days1To30),
        ("2026-03-17", 30, ArrearsClass::Days1To30),
        ("2026-03-18", 31, ArrearsClass::Days31To60),
        ("2026-04-17", 61, ArrearsClass::Days61To90),
        ("2026-05-17", 91, ArrearsClass::Over90),
    ] {
        let standing = loan.on(on);
        assert_eq!((standing.days_past_due, standing.class), (days, class), "{on}");
    }
    let divided = loan.pay(1_500_000, "2026-03-20").unwrap();
    assert_eq!(
        lines(&divided),
        [
            (AllocationPart::Interest, 1, 60_000),
            (AllocationPart::Interest, 2, 60_000),
            (AllocationPart::Principal, 1, 1_000_000),
            (AllocationPart::Principal, 2, 380_000)
        ]
    );
    let standing = loan.on("2026-03-20");
    assert_eq!((standing.oldest_unpaid_due, standing.days_past_due), (Some(day("2026-03-15")), 5));
    assert_eq!(standing.overdue_principal_vnd, Vnd::new(620_000));
    // what was true before is true still
    assert_eq!(loan.on("2026-03-18").days_past_due, 31);
    assert_eq!(loan.on("2026-01-14").outstanding_principal_vnd, Vnd::ZERO);
}

#[test]
fn being_late_costs_150_percent_by_days_after_the_grace() {
    let rules = LendingRules { late_charge: LateCharge::PenaltyRate, ..rules(M::Flat, 10_000) };
    let mut loan = loan_under(&rules);
    assert_eq!(loan.on("2026-02-20").due_late_charge_vnd, Vnd::ZERO);
    // 1,000,000 × 18 % × 6 ÷ 365
    assert_eq!(loan.on("2026-02-21").due_late_charge_vnd, Vnd::new(2_959));
    let divided = loan.pay(502_959 + 60_000, "2026-02-21").unwrap();
    assert_eq!(divided.late_charge_due_vnd, Vnd::new(2_959));
    assert_eq!(
        lines(&divided),
        [
            (AllocationPart::LateCharge, 1, 2_959),
            (AllocationPart::Interest, 1, 60_000),
            (AllocationPart::Principal, 1, 500_000)
        ]
    );
    assert_eq!(loan.on("2026-02-21").due_late_charge_vnd, Vnd::ZERO);
    // the other half for ten days more
    assert_eq!(loan.on("2026-03-03").due_late_charge_vnd, Vnd::new(2_466));
    let waived = loan.pay_as(500_000, "2026-03-03", false, true).unwrap();
    assert_eq!(
        (waived.late_charge_due_vnd, waived.late_charge_waived_vnd),
        (Vnd::new(2_466), Vnd::new(2_466))
    );
    assert_eq!(lines(&waived), [(AllocationPart::Principal, 1, 500_000)]);
    assert_eq!(loan.on("2026-03-15").due_late_charge_vnd, Vnd::ZERO);
}

#[test]
fn a_late_charge_is_what_the_regulation_says_and_no_more_than_the_law() {
    let with = |late_charge, rate| {
        let method = if rate == 0 { M::InterestFree } else { M::Flat };
        let loan = loan_under(&LendingRules { late_charge, ..rules(method, rate) });
        loan.on("2026-03-27").due_late_charge_vnd.get()
    };
    // two instalments are late, 40 and 12 days
    assert_eq!(with(LateCharge::None, 10_000), 0);
    assert_eq!(with(LateCharge::Flat { amount_vnd: Amount::new(10_000).unwrap() }, 10_000), 20_000);
    assert_eq!(with(LateCharge::PerDay { rate_ppm: 100 }, 10_000), 5_512);
    let legal = 25_644; // 1,000,000 × 18 % × 52 ÷ 365
    assert_eq!(with(LateCharge::Flat { amount_vnd: Amount::new(13_000).unwrap() }, 10_000), legal);
    assert_eq!(with(LateCharge::Flat { amount_vnd: Amount::new(13_000).unwrap() }, 0), 14_247);
    assert_eq!(with(LateCharge::PerDay { rate_ppm: 1_000 }, 10_000), legal);
    assert_eq!(with(LateCharge::PenaltyRate, 10_000), legal);
    // without interest 10 % a year
    assert_eq!(with(LateCharge::PenaltyRate, 0), 14_247);
}

#[test]
fn a_pause_stops_the_days_and_the_charge() {
    let rules = LendingRules { late_charge: LateCharge::PenaltyRate, ..rules(M::Flat, 10_000) };
    let mut loan = loan_under(&rules);
    loan.freezes.push(Freeze { from: day("2026-02-20"), to: None });
    let during = loan.on("2026-03-10");
    assert!(during.frozen);
    assert_eq!((during.days_past_due, during.class), (0, ArrearsClass::Current));
    assert_eq!(during.oldest_unpaid_due, Some(day("2026-02-15")));
    loan.freezes[0].to = Some(day("2026-03-10"));
    assert_eq!(loan.on("2026-03-10"), during);
    let after = loan.on("2026-03-14");
    assert_eq!((after.frozen, after.days_past_due), (false, 4 + 4));
    assert_eq!(after.due_late_charge_vnd, Vnd::new(3_945)); // eight days
}

#[test]
fn an_early_end_costs_what_the_rule_says() {
    let on = "2026-03-20"; // two instalments paid, five days into the third period
    let end = |method, early_repayment| {
        let rate = if method == M::InterestFree { 0 } else { 10_000 };
        let mut loan = loan_under(&LendingRules { early_repayment, ..rules(method, rate) });
        for on in ["2026-02-15", "2026-03-15"] {
            let due = loan.on(on);
            loan.pay((due.due_principal_vnd + due.due_interest_vnd).get(), on).unwrap();
        }
        assert_eq!(ends(&loan, "2026-03-15").0, 4_000_000);
        let (principal, interest, _) = ends(&loan, on);
        assert_eq!(
            loan.pay(principal + interest + 1, on),
            Err(Refusal::AbovePayoff { payoff_vnd: Vnd::new(principal + interest) })
        );
        let last = loan.pay(principal + interest, on).unwrap();
        assert!(last.closes);
        assert_eq!(last.of(AllocationPart::Interest).get(), interest);
        assert_eq!(loan.on(on).outstanding_principal_vnd, Vnd::ZERO);
        interest
    };
    assert_eq!(end(M::Flat, EarlyRepayment::FullInterest), 240_000);
    assert_eq!(end(M::Flat, EarlyRepayment::ElapsedPeriods), 60_000);
    // (6 + 5 + 4) ÷ 21 of 360,000, less 120,000
    assert_eq!(end(M::Flat, EarlyRepayment::RuleOfMonths), 137_143);
    assert_eq!(end(M::Flat, EarlyRepayment::InterestToDate), 9_677); // 60,000 × 5 ÷ 31
    assert_eq!(end(M::DecliningEqualPrincipal, EarlyRepayment::ElapsedPeriods), 40_000);
    assert_eq!(end(M::DecliningEqualPrincipal, EarlyRepayment::InterestToDate), 6_575); // 4,000,000 × 12 % × 5 ÷ 365
    assert_eq!(end(M::InterestFree, EarlyRepayment::ElapsedPeriods), 0);
}

#[test]
fn a_period_begins_the_day_after_the_due_date() {
    let mut loan = loan(M::DecliningEqualPrincipal);
    assert_eq!(ends(&loan, "2026-01-15"), (6_000_000, 0, 0));
    assert_eq!(ends(&loan, "2026-01-16"), (6_000_000, 60_000, 0));
    loan.pay(1_060_000, "2026-02-15").unwrap();
    assert_eq!(ends(&loan, "2026-02-15"), (5_000_000, 0, 0));
    let end = payoff(&loan.facts(), day("2026-03-16"));
    let items: Vec<_> =
        end.lines.iter().map(|line| (line.item, line.instalment, line.amount_vnd.get())).collect();
    assert_eq!(
        items,
        [
            (PayoffItem::InterestDue, Some(2), 50_000),
            (PayoffItem::InterestToCome, Some(3), 40_000),
            (PayoffItem::PrincipalDue, Some(2), 1_000_000),
            (PayoffItem::PrincipalToCome, None, 4_000_000)
        ]
    );
}

#[test]
fn a_bullet_with_interest_at_the_end_owes_the_months_that_have_begun() {
    let rules = LendingRules { bullet_interest: BulletInterest::AtEnd, ..rules(M::Bullet, 10_000) };
    let mut loan = loan_under(&rules);
    assert_eq!(ends(&loan, "2026-03-16"), (6_000_000, 180_000, 0));
    let divided = loan.pay(2_000_000, "2026-03-16").unwrap();
    assert_eq!(lines(&divided), [(AllocationPart::AdvancePrincipal, 1, 2_000_000)]);
    // three months of six million, three of four
    assert_eq!(shape(&loan), [(1, "2026-07-15".to_owned(), 4_000_000, 300_000)]);
    assert_eq!(ends(&loan, "2026-03-16"), (4_000_000, 180_000, 0));
}

#[test]
fn principal_in_advance_shortens_the_term() {
    let mut loan = loan(M::DecliningEqualPrincipal);
    let divided = loan.pay(3_560_000, "2026-02-15").unwrap();
    // the instalment due, the coming one, and what is more than these
    assert_eq!(
        lines(&divided),
        [
            (AllocationPart::Interest, 1, 60_000),
            (AllocationPart::Principal, 1, 1_000_000),
            (AllocationPart::Interest, 2, 50_000),
            (AllocationPart::Principal, 2, 1_000_000),
            (AllocationPart::AdvancePrincipal, 2, 1_450_000)
        ]
    );
    let rest = [
        (3, "2026-04-15".to_owned(), 1_000_000, 25_500),
        (4, "2026-05-15".to_owned(), 1_000_000, 15_500),
        (5, "2026-06-15".to_owned(), 550_000, 5_500),
    ];
    assert_eq!(shape(&loan), rest);
    assert_eq!(loan.on("2026-02-15").outstanding_principal_vnd, Vnd::new(2_550_000));
    assert_eq!(loan.on("2026-02-14").due_principal_vnd, Vnd::ZERO);
    // the period of the third instalment has not begun
    assert_eq!(ends(&loan, "2026-03-10"), (2_550_000, 0, 0));
    assert_eq!(ends(&loan, "2026-03-16"), (2_550_000, 25_500, 0));
}

#[test]
fn who_asks_for_it_lowers_the_principal_at_once() {
    let rules =
        LendingRules { partial_prepayment: PartialPrepayment::ReduceInstalment, ..rules(M::Flat, 10_000) };
    let mut loan = loan_under(&rules);
    loan.pay(1_060_000, "2026-02-15").unwrap();
    let divided = loan.pay_as(2_500_000, "2026-02-20", true, false).unwrap();
    assert_eq!(lines(&divided), [(AllocationPart::AdvancePrincipal, 2, 2_500_000)]);
    // the period has begun, so its interest stays; the others are halved
    let shape = shape(&loan);
    assert_eq!(shape[0], (2, "2026-03-15".to_owned(), 500_000, 60_000));
    assert_eq!(shape[1..].iter().map(|row| (row.2, row.3)).collect::<Vec<_>>(), [(500_000, 30_000); 4]);
    assert_eq!(ends(&loan, "2026-02-21"), (2_500_000, 60_000, 0));
    assert_eq!(ends(&loan, "2026-03-16"), (2_500_000, 90_000, 0));
}

#[test]
fn an_annuity_keeps_its_instalment_and_ends_sooner() {
    let mut loan = loan(M::Annuity);
    let each = loan.versions[0].schedule.instalments[0].total_vnd();
    loan.pay(each.get(), "2026-02-15").unwrap();
    loan.pay_as(2_000_000, "2026-02-15", true, false).unwrap();
    let schedule = &loan.versions[1].schedule;
    assert_eq!(schedule.instalments.len(), 4 - 1 + usize::from(schedule.instalments.len() == 4));
    let all_but_last = &schedule.instalments[..schedule.instalments.len() - 1];
    assert!(all_but_last.iter().all(|instalment| instalment.total_vnd() == each));
    assert_eq!(schedule.principal_vnd(), loan.on("2026-02-15").outstanding_principal_vnd);
}

#[test]
fn all_interest_stays_owed_where_the_rule_says_so() {
    let rules = LendingRules { early_repayment: EarlyRepayment::FullInterest, ..rules(M::Flat, 10_000) };
    let mut loan = loan_under(&rules);
    loan.pay(1_060_000, "2026-02-15").unwrap();
    loan.pay_as(2_500_000, "2026-02-20", true, false).unwrap();
    assert_eq!(loan.versions[1].schedule.interest_vnd(), Vnd::new(300_000));
    assert_eq!(ends(&loan, "2026-02-20"), (2_500_000, 300_000, 0));
    // all principal, and not the interest that an early end costs
    let refusal = loan.pay_as(2_600_000, "2026-02-21", true, false).unwrap_err();
    let payoff_vnd = Vnd::new(2_800_000);
    assert_eq!(refusal, Refusal::BelowPayoff { at_most_vnd: Vnd::new(2_499_999), payoff_vnd });
}

#[test]
fn an_instalment_begun_is_finished_first() {
    let mut loan = loan(M::DecliningEqualPrincipal);
    loan.pay(100_000, "2026-02-10").unwrap();
    let divided = loan.pay_as(2_000_000, "2026-02-12", true, false).unwrap();
    assert_eq!(
        lines(&divided),
        [(AllocationPart::Principal, 1, 960_000), (AllocationPart::AdvancePrincipal, 1, 1_040_000)]
    );
    assert_eq!(shape(&loan)[0], (2, "2026-03-15".to_owned(), 1_000_000, 39_600));
}

#[test]
fn more_time_loses_no_interest() {
    let mut loan = loan(M::Flat);
    let on = day("2026-03-20");
    let left = remaining(&loan.facts(), on).unwrap();
    assert_eq!((left.interest_due_vnd.get(), left.interest_running_vnd.get()), (120_000, 60_000));
    let how = Replan::NewTerm { term_months: 10, grace_principal_months: 0 };
    let schedule = replan(&loan.contract, &left, &how);
    assert_eq!(schedule.principal_vnd(), Vnd::new(6_000_000));
    // two instalments were due, and five of thirty days of the third
    assert_eq!(schedule.interest_vnd(), Vnd::new(600_000 + 120_000 + 10_000));
    loan.renew(on, schedule);
    assert_eq!(shape(&loan)[0], (1, "2026-04-20".to_owned(), 600_000, 190_000));
    assert_eq!(loan.on("2026-03-20").days_past_due, 0);
    assert_eq!(loan.on("2026-03-19").days_past_due, 32);
    // an early end costs the month that had begun, before and after
    assert_eq!(ends(&loan, "2026-03-20"), (6_000_000, 180_000, 0));
    assert_eq!(ends(&loan, "2026-03-21"), (6_000_000, 190_000, 0));
    let divided = loan.pay(790_000, "2026-04-20").unwrap();
    assert_eq!(
        lines(&divided),
        [(AllocationPart::Interest, 1, 190_000), (AllocationPart::Principal, 1, 600_000)]
    );
    let dates = Replan::NewDates { due_dates: vec![day("2026-10-01"), day("2026-04-01")] };
    let left = remaining(&loan.facts(), day("2026-04-20")).unwrap();
    let schedule = replan(&loan.contract, &left, &dates);
    assert_eq!((schedule.principal_vnd(), schedule.first_number()), (Vnd::new(5_400_000), 2));
}

#[test]
fn a_disaster_puts_instalments_off_at_no_cost() {
    let mut loan = Loan::new(agree(&rules(M::Flat, 10_000), 6_000_000, 6), day("2026-01-31"));
    loan.pay(500_000, "2026-02-28").unwrap();
    let on = day("2026-03-05");
    let left = remaining(&loan.facts(), on).unwrap();
    let schedule = replan(&loan.contract, &left, &Replan::Shift { since: on, months: 3 });
    assert_eq!(schedule.principal_vnd(), loan.on("2026-03-05").outstanding_principal_vnd);
    assert_eq!(schedule.interest_vnd(), Vnd::new(300_000));
    loan.renew(on, schedule);
    let dues: Vec<_> = shape(&loan).into_iter().map(|row| (row.0, row.1)).collect();
    let dues: Vec<_> = dues.iter().map(|(number, due)| (*number, due.as_str())).collect();
    assert_eq!(
        dues,
        [
            (2, "2026-02-28"),
            (3, "2026-06-30"),
            (4, "2026-07-31"),
            (5, "2026-08-31"),
            (6, "2026-09-30"),
            (7, "2026-10-31")
        ]
    );
    // what was overdue is overdue still
    assert_eq!(loan.on("2026-03-05").oldest_unpaid_due, Some(day("2026-02-28")));
    assert_eq!(loan.on("2026-03-05").due_principal_vnd, Vnd::new(560_000));
}

#[test]
fn a_late_charge_outlives_the_schedule_it_came_from() {
    let rules = LendingRules { late_charge: LateCharge::PenaltyRate, ..rules(M::Flat, 10_000) };
    let mut loan = loan_under(&rules);
    let before = loan.on("2026-03-10").due_late_charge_vnd;
    assert_eq!(before, Vnd::new(11_342)); // 23 days
    let left = remaining(&loan.facts(), day("2026-03-10")).unwrap();
    let how = Replan::NewTerm { term_months: 6, grace_principal_months: 0 };
    loan.renew(day("2026-03-10"), replan(&loan.contract, &left, &how));
    assert_eq!(loan.on("2026-03-10").due_late_charge_vnd, before);
    assert_eq!(loan.on("2026-04-01").due_late_charge_vnd, before);
}

#[test]
fn what_is_written_off_is_not_dunned_for_and_not_repaid() {
    let mut loan = loan(M::Flat);
    loan.pay(1_060_000, "2026-02-15").unwrap();
    loan.written_off = Some((day("2026-12-01"), Vnd::new(5_000_000)));
    let before = loan.on("2026-11-30");
    assert_eq!((before.outstanding_principal_vnd, before.class), (Vnd::new(5_000_000), ArrearsClass::Over90));
    let after = loan.on("2026-12-01");
    assert_eq!(after.outstanding_principal_vnd, Vnd::ZERO);
    assert_eq!((after.written_off_principal_vnd, after.due_interest_vnd), (Vnd::new(5_000_000), Vnd::ZERO));
    assert_eq!(ends(&loan, "2026-12-01"), (0, 0, 0));
    assert_eq!(loan.pay(1, "2026-12-02"), Err(Refusal::WrittenOff));
}

#[test]
fn payments_are_taken_in_their_order() {
    let mut loan = loan(M::Flat);
    assert_eq!(loan.pay(1, "2026-01-14"), Err(Refusal::NotDisbursed));
    loan.pay(1_060_000, "2026-02-15").unwrap();
    let last_on = day("2026-02-15");
    assert_eq!(loan.pay(1_000, "2026-02-14"), Err(Refusal::BeforeLastEvent { last_on }));
}
